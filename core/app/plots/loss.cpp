// The loss that training went down.
#include "app/plots.hpp"
#include "base/error.hpp"
#include "report/report_figures.hpp"

namespace serhost::app {
namespace {

report::Figure draw_loss(const PlotContext& at) {
  auto out =
      report::training_curves(at.grid, at.systems, {.width = at.width, .y_title = "training loss"});
  if (out.svg.empty())
    throw Error(Exit::missing, at.grid.systems[at.systems.front()].folders.front().string() +
                                   ": history.csv holds no epoch, so there is no curve");
  return out;
}

}  // namespace
}  // namespace serhost::app

SERHOST_PLOT(loss) {
  return {.name = "loss",
          .meaning = "the training loss over the epochs",
          .order = 250,
          .draw = serhost::app::draw_loss};
}
