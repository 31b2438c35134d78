// Recall of each class, a bar for each system.
#include "app/plots.hpp"
#include "report/report_figures.hpp"

SERHOST_PLOT(recall) {
  using serhost::app::PlotContext;
  return {.name = "recall",
          .meaning = "recall of each class",
          .order = 300,
          .of_classification = true,
          .draw = [](const PlotContext& at) {
            return serhost::report::recall_figure(at.grid, at.systems,
                                                  {.width = at.width, .y_title = "recall (%)"});
          }};
}
