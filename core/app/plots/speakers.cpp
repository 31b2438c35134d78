// How well each speaker is understood.
#include "app/plots.hpp"
#include "base/error.hpp"
#include "report/report_figures.hpp"

namespace serhost::app {
namespace {

report::Figure draw_speakers(const PlotContext& at) {
  auto out = report::speaker_spread(at.grid, at.systems,
                                    {.width = at.width, .y_title = "accuracy of each speaker (%)"});
  if (out.svg.empty())
    throw Error(Exit::missing, at.grid.systems[at.systems.front()].folders.front().string() +
                                   ": predictions.csv names no speakers, so they cannot be told "
                                   "apart");
  return out;
}

}  // namespace
}  // namespace serhost::app

SERHOST_PLOT(speakers) {
  return {.name = "speakers",
          .meaning = "accuracy of each speaker",
          .order = 500,
          .of_classification = true,
          .draw = serhost::app::draw_speakers};
}
