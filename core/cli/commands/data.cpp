// serhost data: what an experiment's data is, whether its parts leak, whether its files are whole.
#include <iostream>

#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/experiment_check.hpp"
#include "cli/progress.hpp"
#include "data/audit.hpp"
#include "data/stats.hpp"
#include "data/verify.hpp"

namespace serhost::cli {
namespace {

int stats(const Parsed& parsed) {
  Faults faults;
  const auto prepared = prepare(parsed.globals, parsed.positional[1], parsed.texts("set"), faults);
  faults.throw_if_any();
  const auto& folds = prepared.folds.front();
  std::cout << (parsed.has("json") ? data::stats_json(prepared.manifest, folds) + "\n" : data::stats_text(prepared.manifest, folds));
  return 0;
}

}  // namespace

int data_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"), "override one key of the experiment (repeatable)")
      ("json", "as JSON");
  // clang-format on
  const auto parsed = parse("data", arguments, options, 2, 3);
  if (parsed.help) return 0;
  const std::vector<std::string> actions = {"stats", "audit", "verify"};
  const auto& action = parsed.positional[0];
  if (action == "stats") return stats(parsed);
  throw UsageError("no action '" + action + "' of serhost data." + suggestion(action, actions));
}

}  // namespace serhost::cli
