// serhost data: what an experiment's data is, whether its parts leak, whether its files are whole
// and those that were pinned, which of them are one recording; pictures of it.
#include <nlohmann/json.hpp>

#include "app/audit_manifest.hpp"
#include "app/data_checks.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/data_plot.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "data/protocol/corpora_table.hpp"
#include "data/protocol/stats.hpp"

namespace serhost::cli {
namespace {

int stats(const Parsed& parsed) {
  if (parsed.has("table")) {
    ProgressDisplay display(parsed.globals);
    const auto rows =
        app::count_corpora(parsed.globals, parsed.positional[1], parsed.texts("set"), display);
    write_out(parsed.has("json") ? data::corpora_json(rows)
                                 : printable_lines(data::corpora_table(rows)));
    return 0;
  }
  const auto counted = [&] {
    ProgressDisplay display(parsed.globals);
    return app::count_data(parsed.globals, parsed.positional[1], parsed.texts("set"), display,
                           /*levels=*/true);
  }();
  write_out(parsed.has("json")
                ? data::stats_json(counted.manifest, counted.folds)
                : printable_lines(data::stats_text(counted.manifest, counted.folds)));
  return 0;
}

/// The third positional argument.
std::optional<std::filesystem::path> third(const Parsed& parsed) {
  return parsed.positional.size() > 2 ? std::optional<std::filesystem::path>(parsed.positional[2])
                                      : std::nullopt;
}

data::AuditResult audited(const Parsed& parsed) {
  const std::filesystem::path subject = parsed.positional[1];
  const auto clips = third(parsed);
  const bool experiment = subject.extension() == ".toml";
  if (clips && experiment)
    throw UsageError("serhost data audit takes one experiment, found also '" + clips->string() +
                     "'");
  if (clips && app::is_manifest(subject) && !app::is_manifest(*clips))
    throw UsageError("serhost data audit takes one manifest, found also '" + clips->string() + "'");
  ProgressDisplay display(parsed.globals);
  return experiment ? app::audit_experiment(parsed.globals, subject, parsed.texts("set"), display)
                    : app::audit_list(parsed.globals, subject, clips, display);
}

int audit(const Parsed& parsed) {
  const auto result = audited(parsed);
  write_out(parsed.has("json") ? data::audit_json(result)
                               : printable_lines(data::audit_text(result)));
  return result.verdict == "disjoint" ? 0 : static_cast<int>(Exit::failed);
}

int copies(const Parsed& parsed) {
  const auto found = [&] {
    ProgressDisplay display(parsed.globals);
    return app::find_copies(parsed.globals, parsed.positional[1], parsed.texts("set"), display);
  }();
  write_out(parsed.has("json") ? data::copies_json(found.manifest, found.sounds)
                               : printable_lines(data::copies_text(found.manifest, found.sounds)));
  return 0;
}

int pin(const Parsed& parsed) {
  const auto to = third(parsed).value_or(app::pin_beside(parsed.positional[1]));
  const auto files = [&] {
    ProgressDisplay display(parsed.globals);
    return app::pin_data(parsed.globals, parsed.positional[1], parsed.texts("set"), to, display);
  }();
  if (parsed.has("json")) {
    print_json({{"files", files}, {"pin", to.string()}});
    return 0;
  }
  print("{}: {} with hash, length, rate and channels\n", to.string(), count_of(files, "file"));
  return 0;
}

nlohmann::ordered_json json_of(const app::Verified& verified) {
  nlohmann::ordered_json out;
  out["clips"] = verified.clips;
  out["compared_with"] = verified.compared_with
                             ? nlohmann::ordered_json(verified.compared_with->string())
                             : nlohmann::ordered_json(nullptr);
  out["faults"] = nlohmann::ordered_json::array();
  for (const auto& fault : verified.faults.all()) out["faults"].push_back(fault.message);
  out["notes"] = verified.notes;
  return out;
}

Options data_options() {
  Options out = {override_option(),
                 {.name = "table", .help = "stats: a line a corpus, beside what is published"},
                 {.name = "json", .help = "as JSON"}};
  for (auto option : data_plot_options()) {
    option.help = "plot: " + option.help;
    out.push_back(std::move(option));
  }
  return out;
}

int verify(const Parsed& parsed) {
  const auto verified = [&] {
    ProgressDisplay display(parsed.globals);
    return app::verify_data(parsed.globals, parsed.positional[1], parsed.texts("set"),
                            third(parsed), display);
  }();
  if (parsed.has("json")) {
    print_json(json_of(verified));
    return static_cast<int>(verified.faults.exit());
  }
  for (const auto& note : verified.notes) print("note: {}\n", printable_lines(note));
  verified.faults.throw_if_any();
  const auto& list = verified.compared_with;
  print("{}: all can be read{}\n", count_of(verified.clips, "clip"),
        list ? ", and " + list->string() + " says the same audio" : std::string());
  return 0;
}

}  // namespace

int data_command(std::vector<std::string> arguments) {
  const auto parsed = parse("data", arguments, data_options(), 2, 3);
  if (parsed.help) return 0;
  const std::vector<std::string> actions = {"stats", "audit", "verify", "copies", "pin", "plot"};
  const auto& action = parsed.positional[0];
  if (action == "audit") return audit(parsed);
  if (action == "verify") return verify(parsed);
  if (action == "pin") return pin(parsed);
  if (parsed.positional.size() > 2)
    throw UsageError("serhost data " + action + " takes one experiment, found also '" +
                     parsed.positional[2] + "'");
  if (action == "stats") return stats(parsed);
  if (action == "copies") return copies(parsed);
  if (action == "plot") return plot_data(parsed);
  throw UsageError("no action '" + action + "' of serhost data." + suggestion(action, actions));
}

}  // namespace serhost::cli
