// serhost check: everything that can be known without training or decoding.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/experiment_check.hpp"
#include "app/tested_clips.hpp"
#include "base/first_faults.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "data/manifest/same_files.hpp"
#include "metrics/rows.hpp"

namespace serhost::cli {
namespace {

/// With those that need the files, which a run looks at more closely.
std::vector<std::string> all_warnings(const app::Prepared& prepared, const train::Facts& facts) {
  auto out = app::warnings(prepared, facts);
  if (prepared.folds.empty() || !data::takes_audio(prepared.experiment)) return out;
  for (auto& found : data::same_file_warnings(prepared.manifest)) out.push_back(std::move(found));
  return out;
}

/// In the order of the classes.
std::vector<std::pair<std::string, std::size_t>> clips_by_class(const data::Manifest& manifest) {
  std::vector<std::pair<std::string, std::size_t>> out;
  for (const auto& name : manifest.classes) out.emplace_back(name, 0);
  for (const auto& clip : manifest.clips) {
    if (clip.label >= 0) ++out[static_cast<std::size_t>(clip.label)].second;
  }
  return out;
}

nlohmann::ordered_json json_of(const std::string& file, const app::Prepared& prepared,
                               const train::Facts& facts, const Faults& faults) {
  nlohmann::ordered_json out;
  out["experiment"] = file;
  out["ok"] = faults.empty();
  out["exit"] = static_cast<int>(faults.exit());
  out["faults"] = nlohmann::ordered_json::array();
  const auto first = first_faults(faults);
  for (const auto* fault : first.shown)
    out["faults"].push_back({{"exit", static_cast<int>(fault->exit)}, {"message", fault->message}});
  if (first.left > 0) out["more_faults"] = first.left;
  out["warnings"] = all_warnings(prepared, facts);
  if (!faults.empty()) return out;
  out["clips"] = prepared.manifest.clips.size();
  out["classes"] = nlohmann::ordered_json::object();
  for (const auto& [name, clips] : clips_by_class(prepared.manifest)) out["classes"][name] = clips;
  out["folds"] = prepared.folds.front().folds.size();
  out["parameters"] = facts.parameters;
  out["test_speakers"] = run::words_of(app::test_speakers(prepared));
  out["signature"] = prepared.experiment.experiment_hash;
  return out;
}

void print_text(const std::string& file, const app::Prepared& prepared, const train::Facts& facts) {
  const bool classes = prepared.experiment.task == metrics::kClassification;
  print("{}: ok, {}, {}, {}, {}, {} parameters, on {}\n", printable_lines(file),
        count_of(prepared.manifest.clips.size(), "clip"),
        classes ? count_of(prepared.manifest.classes.size(), "class", "classes")
                : "task " + prepared.experiment.task,
        count_of(prepared.folds.front().folds.size(), "fold"),
        count_of(prepared.experiment.seeds.size(), "seed"), facts.parameters, facts.device);
  std::vector<std::string> counted;
  for (const auto& [name, clips] : clips_by_class(prepared.manifest))
    counted.push_back(name + " " + std::to_string(clips));
  if (classes && !counted.empty()) print("classes: {}\n", printable_lines(join(counted, ", ")));
  for (const auto& stamp : app::stamps_of(prepared)) print("{}\n", stamp);
}

}  // namespace

int check_command(std::vector<std::string> arguments) {
  const Options options = {
      override_option(),
      {.name = "device",
       .help = "auto, cpu, cuda or cuda:N, in place of the experiment's",
       .value = "D"},
      {.name = "format", .help = "how to print", .value = "text|json", .fallback = "text"}};
  const auto parsed = parse("check", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto format = parsed.text("format");
  if (format != "text" && format != "json")
    throw UsageError("--format is '" + format + "', but must be text or json");

  const auto& file = parsed.positional[0];
  Faults faults;
  const auto prepared = app::prepare(parsed.globals, file, parsed.overrides(), faults);
  const auto facts = app::check_model(parsed.globals, prepared, faults);
  if (format == "json") {
    print_json(json_of(file, prepared, facts, faults));
    return static_cast<int>(faults.exit());
  }
  for (const auto& warning : all_warnings(prepared, facts))
    std::cerr << "warning: " << printable_lines(warning) << "\n";
  faults.throw_if_any();
  if (parsed.globals.verbose) print("{}\n", printable_lines(prepared.experiment.resolved));
  print_text(file, prepared, facts);
  return 0;
}

}  // namespace serhost::cli
