// How training went, epoch by epoch.
#include "app/plots.hpp"
#include "base/error.hpp"
#include "report/report_figures.hpp"
#include "report/words.hpp"
#include "run/run.hpp"

namespace serhost::app {
namespace {

report::Figure draw(const PlotContext& at) {
  const auto metric = run::main_metric(at.grid.systems[at.systems.front()].run);
  const auto title = report::title_of_metric(metric);
  auto validation = report::validation_curves(
      at.grid, at.systems,
      {.width = at.width,
       .y_title = "validation " + title + (report::is_percentage(metric) ? " (%)" : "")});
  if (!validation.svg.empty()) return validation;
  auto training =
      report::training_curves(at.grid, at.systems, {.width = at.width, .y_title = "training loss"});
  if (training.svg.empty())
    throw Error(Exit::missing, at.grid.systems[at.systems.front()].folders.front().string() +
                                   ": history.csv holds no epoch, so there is no curve");
  return training;
}

}  // namespace
}  // namespace serhost::app

SERHOST_PLOT(curves) {
  return {.name = "curves",
          .meaning =
              "the metric of the validation part over the epochs, or the training loss "
              "without such a part",
          .order = 200,
          .draw = serhost::app::draw};
}
