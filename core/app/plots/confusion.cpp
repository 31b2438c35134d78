// What was taken for what, in percent of the true class.
#include "app/plots.hpp"
#include "report/report_figures.hpp"

SERHOST_PLOT(confusion) {
  using serhost::app::PlotContext;
  return {.name = "confusion",
          .meaning = "what was taken for what",
          .order = 100,
          .of = serhost::app::PlotOf::one_system,
          .of_classification = true,
          .draw = [](const PlotContext& at) {
            return serhost::report::confusion_figure(at.grid, at.systems.front(),
                                                     {.width = at.width});
          }};
}
