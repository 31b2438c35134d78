// Whether confidence can be believed.
#include "app/plots.hpp"
#include "report/report_figures.hpp"

SERHOST_PLOT(reliability) {
  using serhost::app::PlotContext;
  return {.name = "reliability",
          .meaning = "how often a confidence is right",
          .order = 400,
          .of = serhost::app::PlotOf::one_system,
          .of_classification = true,
          .draw = [](const PlotContext& at) {
            return serhost::report::reliability_figure(
                at.grid, at.systems.front(), {.width = at.width, .y_title = "accuracy (%)"});
          }};
}
