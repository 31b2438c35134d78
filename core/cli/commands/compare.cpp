// serhost compare: whether runs differ, and by how much. Results that are not comparable are ranked
// only by force.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "app/report_inputs.hpp"
#include "base/error.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "metrics/scores.hpp"
#include "report/comparison.hpp"
#include "report/comparison_text.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::size_t> index_of(const std::vector<run::EvaluatedRun>& systems,
                                    const std::string& wanted) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    if (systems[i].name == wanted || systems[i].run.facts.name == wanted ||
        systems[i].folders.front() == folder_path(wanted))
      return i;
    known.push_back(systems[i].name);
  }
  throw UsageError("--against names '" + wanted + "', which is none of the runs." +
                   suggestion(wanted, known));
}

double number_of(const Parsed& parsed, const char* option) {
  const auto text = parsed.text(option);
  std::size_t used = 0;
  const double value = leading_number(text, used);
  if (used == 0 || used != text.size())
    throw UsageError(std::string("--") + option + " is '" + text + "', but must be a number");
  return value;
}

}  // namespace

int compare_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "metric",
       .help = "the metric that is ranked and tested (default: the main one of the runs' task); of "
               "classification: " +
               join(metrics::metric_names(), ", "),
       .value = "NAME"},
      {.name = "margin",
       .help = "margin of the equivalence test (0.02: two points)",
       .value = "M",
       .fallback = "0.02"},
      {.name = "against",
       .help =
           "compare every other run with this one only, which costs less under Holm's correction",
       .value = "RUN"},
      {.name = "force", .help = "show results that are not comparable side by side, and say so"},
      {.name = "json", .help = "as JSON"}};
  const auto parsed = parse("compare", arguments, options, 2, 1000);
  if (parsed.help) return 0;
  std::vector<run::EvaluatedRun> systems;
  std::set<fs::path> seen;
  for (const auto& text : parsed.positional) {
    const auto folder = folder_path(text);
    if (!seen.insert(folder).second) throw UsageError("'" + text + "' is named twice");
    systems.push_back(app::compared_run(folder));
  }
  report::tell_apart(systems);
  report::require_one_task(systems);
  const auto reasons = report::reasons_not_to_rank(systems);
  if (!reasons.empty() && !parsed.has("force")) {
    throw Error(Exit::failed,
                "these results are not comparable, so they are not ranked; they differ in\n  " +
                    join(reasons, "\n  ") + "\n--force shows them side by side nevertheless");
  }
  report::ComparisonOptions how;
  how.metric = parsed.find("metric").value_or("");
  how.margin = number_of(parsed, "margin");
  const auto against =
      parsed.has("against") ? index_of(systems, parsed.text("against")) : std::nullopt;
  if (!(how.margin < 1.0))
    throw UsageError("--margin is " + parsed.text("margin") +
                     ", but must be below 1: 0.02 is two points");
  auto compared = report::compare(systems, report::pairs_of(systems.size(), against), how);
  compared.comparable = reasons.empty();
  if (parsed.has("json")) std::cout << report::comparison_json(systems, compared, reasons);
  else
    write_painted(report::comparison_text(systems, compared, reasons, terminal_width(),
                                          wants_color(STDOUT_FILENO)));
  return 0;
}

}  // namespace serhost::cli
