// serhost check: everything that can be known without training or decoding.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/experiment_check.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {

int check_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
       "override one key of the experiment (repeatable)")
      ("device", po::value<std::string>()->value_name("D"),
       "auto, cpu, cuda or cuda:N, in place of the experiment's")
      ("format", po::value<std::string>()->default_value("text")->value_name("text|json"),
       "how to print");
  // clang-format on
  const auto parsed = parse("check", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto format = parsed.text("format");
  if (format != "text" && format != "json")
    throw UsageError("--format is '" + format + "', but must be text or json");

  Faults faults;
  const auto prepared =
      app::prepare(parsed.globals, parsed.positional[0], parsed.overrides(), faults);
  const auto facts = app::check_model(prepared, faults);
  if (format == "json") {
    nlohmann::ordered_json out;
    out["experiment"] = parsed.positional[0];
    out["ok"] = faults.empty();
    out["exit"] = static_cast<int>(faults.exit());
    out["faults"] = nlohmann::ordered_json::array();
    for (const auto& fault : faults.all())
      out["faults"].push_back({{"exit", static_cast<int>(fault.exit)}, {"message", fault.message}});
    out["warnings"] = app::warnings(prepared);
    if (faults.empty()) {
      out["clips"] = prepared.manifest.clips.size();
      out["folds"] = prepared.folds.front().folds.size();
      out["parameters"] = facts.parameters;
      out["signature"] = prepared.experiment.experiment_hash;
    }
    print_json(out);
    return static_cast<int>(faults.exit());
  }
  for (const auto& warning : app::warnings(prepared))
    std::cerr << "warning: " << printable_lines(warning) << "\n";
  faults.throw_if_any();
  if (parsed.globals.verbose) std::cout << printable_lines(prepared.experiment.resolved) << "\n";
  std::cout << printable_lines(parsed.positional[0]) << ": ok, "
            << count_of(prepared.manifest.clips.size(), "clip") << ", "
            << count_of(prepared.manifest.classes.size(), "class", "classes") << ", "
            << count_of(prepared.folds.front().folds.size(), "fold") << ", "
            << count_of(prepared.experiment.seeds.size(), "seed") << ", " << facts.parameters
            << " parameters, on " << facts.device << "\n";
  return 0;
}

}  // namespace serhost::cli
