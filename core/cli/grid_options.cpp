#include "cli/grid_options.hpp"

#include "app/report_layout.hpp"
#include "base/text.hpp"
#include "config/renamed.hpp"
#include "metrics/scores.hpp"

namespace serhost::cli {

Options grid_options() {
  return {{.name = "rows",
           .help = "the rows: backbone, loss, dataset, or a key of the experiment such as "
                   "train.optimizer.lr (default: the first axis of a sweep, else backbone)",
           .value = "KEY"},
          {.name = "columns",
           .help = "the columns, likewise (default: the second axis of a sweep, else loss)",
           .value = "KEY"},
          {.name = "metric",
           .help = "the metric of the matrix (default: the main one of the runs' task); of "
                   "classification: " +
                   join(metrics::metric_names(), ", "),
           .value = "NAME"}};
}

report::GridOptions grid_options_of(const Parsed& parsed, const app::FoundRuns& found) {
  const auto layout = app::layout_of(found);
  report::GridOptions out;
  out.rows = config::key_of_today(parsed.find("rows").value_or(layout.rows));
  out.columns = config::key_of_today(parsed.find("columns").value_or(layout.columns));
  out.how.metric = parsed.find("metric").value_or("");
  return out;
}

}  // namespace serhost::cli
