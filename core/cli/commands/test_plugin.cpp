// serhost test-plugin: the conformance kit on the components of one plugin library, as a test
// report.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "testing/component_infos.hpp"
#include "testing/dataset_kit.hpp"
#include "testing/isolated.hpp"
#include "testing/temporary.hpp"
#include "testing/variants.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;
using conformance::Finding;
using conformance::Outcome;

constexpr double kSeconds = 600.0;  // of one component

/// One component in one form, with what was found.
struct TestedComponent {
  const host::ComponentInfo* info = nullptr;
  std::vector<std::string> parameters;
  std::vector<Finding> findings;

  std::size_t count(Outcome outcome) const {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [&](const auto& one) { return one.outcome == outcome; }));
  }
};

/// The components of `file`, or the one that was asked for as KIND/NAME.
std::vector<const host::ComponentInfo*> components_of(const host::Registry& registry,
                                                      const fs::path& file,
                                                      const std::string& wanted) {
  std::error_code ignored;
  for (const auto& refusal : registry.refusals()) {
    if (fs::equivalent(refusal.file, file, ignored)) throw PluginError(refusal.message);
  }
  std::vector<const host::ComponentInfo*> all;
  std::vector<std::string> known;
  for (const auto& info : registry.components()) {
    if (!fs::equivalent(info.file, file, ignored)) continue;
    known.push_back(std::string(name_of(info.kind)) + "/" + info.name);
    if (wanted.empty() || wanted == known.back()) all.push_back(&info);
  }
  if (known.empty())
    throw PluginError("plugin '" + file.filename().string() +
                      "' refused: its name must end with .so");
  if (all.empty())
    throw UsageError("no component '" + wanted + "' in " + file.filename().string() + "." +
                     suggestion(wanted, known));
  return all;
}

/// "root=…" among the parameters is the host's own key of a dataset.
std::optional<fs::path> take_root(std::vector<std::string>& parameters) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [](const auto& one) {
    return trim(one.substr(0, one.find('='))) == "root";
  });
  if (found == parameters.end()) return std::nullopt;
  const fs::path root(std::string(trim(found->substr(found->find('=') + 1))));
  parameters.erase(found);
  if (!fs::is_directory(root))
    throw Error(Exit::missing, "root: " + root.string() + " is not a folder");
  return fs::absolute(root);
}

TestedComponent test(const host::Registry& registry, const host::ComponentInfo& info,
                     std::vector<std::string> parameters, bool isolated) {
  TestedComponent tested{&info, parameters, {}};
  conformance::Subject subject{registry, info, std::move(parameters), {}, {}};
  std::optional<conformance::TemporaryDirectory> corpus;
  if (info.kind == Kind::dataset) {
    if (const auto root = take_root(subject.parameters)) {
      subject.root = *root;
    } else if (const auto tree = conformance::beside(info, "tree.json", fs::current_path());
               !tree.empty()) {
      corpus.emplace();
      subject.labels = conformance::write_tree(tree, corpus->path());
      subject.root = corpus->path();
    }
  }
  const auto list = [&] { return conformance::checks_of(subject); };
  tested.findings = isolated ? conformance::run_in_child(list, kSeconds)
                             : conformance::run_here(list, host::callee_of(info));
  return tested;
}

void print_report(const TestedComponent& tested) {
  const auto& info = *tested.info;
  print("{} {}{}, plugin {} {}\n", name_of(info.kind), info.name,
        tested.parameters.empty() ? "" : " (" + join(tested.parameters, ", ") + ")", info.plugin,
        info.plugin_version);
  for (const auto& finding : tested.findings) {
    if (finding.outcome == Outcome::skipped) {
      print("  skipped  {}: {}\n", finding.check, join(finding.details, "; "));
      continue;
    }
    print("  {:<8} {:<40} {:>7.2f} s\n", name_of(finding.outcome), finding.check, finding.seconds);
    for (const auto& detail : finding.details) print("             {}\n", detail);
    if (!finding.hint.empty()) print("             look at: {}\n", finding.hint);
  }
  print("\n");
  flush_out();
}

nlohmann::ordered_json to_json(const TestedComponent& tested) {
  nlohmann::ordered_json out = {{"kind", name_of(tested.info->kind)},
                                {"name", tested.info->name},
                                {"parameters", tested.parameters}};
  auto& checks = out["checks"] = nlohmann::ordered_json::array();
  for (const auto& finding : tested.findings) {
    checks.push_back({{"name", finding.check},
                      {"outcome", name_of(finding.outcome)},
                      {"details", finding.details},
                      {"hint", finding.hint},
                      {"seconds", finding.seconds}});
  }
  return out;
}

}  // namespace

int test_plugin_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "component", .help = "only this one: loss/focal", .value = "KIND/NAME"},
      {.name = "set",
       .help = "a parameter of the component, or root of a dataset (repeatable; default: the lines "
               "of contract.txt)",
       .value = "KEY=VALUE",
       .letter = 's',
       .repeatable = true},
      {.name = "json", .help = "as JSON"}};
  const auto parsed = parse("test-plugin", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto file = fs::absolute(parsed.positional[0]);
  if (!fs::is_regular_file(file))
    throw Error(Exit::missing, parsed.positional[0] + ": there is no such file");
  auto folders = parsed.globals.plugin_path;
  folders.insert(folders.begin(), file.parent_path());  // its neighbors may be nested in it
  const auto registry =
      host::Registry::discover(host::PluginSearchPath::standard(folders), parsed.globals.probe);
  const auto components =
      components_of(registry, file, parsed.has("component") ? parsed.text("component") : "");

  std::vector<TestedComponent> all;
  for (const auto* info : components) {
    auto variants = conformance::variants_of(*info, fs::current_path());
    if (parsed.has("set")) variants = {{parsed.texts("set")}};
    for (auto& variant : variants) {
      all.push_back(test(registry, *info, std::move(variant.parameters), parsed.globals.probe));
      if (!parsed.has("json")) print_report(all.back());
    }
  }
  std::size_t counts[4] = {};
  double seconds = 0.0;
  for (const auto& tested : all) {
    for (const auto outcome : {Outcome::ok, Outcome::failed, Outcome::skipped, Outcome::crashed})
      counts[static_cast<int>(outcome)] += tested.count(outcome);
    for (const auto& finding : tested.findings) seconds += finding.seconds;
  }
  const auto [ok, failed, skipped, crashed] = counts;
  if (ok + failed + crashed == 0)
    throw Error(Exit::failed, file.string() + ": nothing of it could be checked" +
                                  (skipped > 0 ? "; every check was skipped" : ""));
  if (parsed.has("json")) {
    nlohmann::ordered_json out = {{"file", file.string()},
                                  {"plugin", components.front()->plugin},
                                  {"version", components.front()->plugin_version}};
    auto& listed = out["components"] = nlohmann::ordered_json::array();
    for (const auto& tested : all) listed.push_back(to_json(tested));
    out["summary"] = {{"ok", ok},
                      {"failed", failed},
                      {"skipped", skipped},
                      {"crashed", crashed},
                      {"seconds", seconds}};
    print_json(out);
  } else {
    print("{} ok, {} failed, {} crashed, {} skipped in {:.1f} s\n", ok, failed, crashed, skipped,
          seconds);
  }
  return failed + crashed == 0 ? 0 : static_cast<int>(Exit::failed);
}

}  // namespace serhost::cli
