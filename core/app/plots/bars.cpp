// The matrix of a report as bars with their intervals.
#include "app/plots.hpp"
#include "base/error.hpp"
#include "report/report_figures.hpp"
#include "report/words.hpp"

namespace serhost::app {
namespace {

report::Figure draw_bars(const PlotContext& at) {
  const auto& metric = at.grid.options.how.metric;
  if (!report::is_percentage(metric))
    throw UsageError("bars begin at 0 and end at 100 percent, and " +
                     report::title_of_metric(metric) + " is none");
  return report::accuracy_bars(
      at.grid, {.width = at.width, .y_title = report::title_of_metric(metric) + " (%)"});
}

}  // namespace
}  // namespace serhost::app

SERHOST_PLOT(bars) {
  return {.name = "bars",
          .meaning = "the pooled metric of all systems with its intervals",
          .order = 50,
          .of = serhost::app::PlotOf::whole_grid,
          .draw = serhost::app::draw_bars};
}
