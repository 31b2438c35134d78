// Of a dimension called sentiment, as papers on MOSI and MOSEI judge it. Computed by
// regression_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(sign_wf1) {
  using namespace serhost::metrics;
  return {.name = "sign_wf1",
          .title = "WF1 of signs",
          .meaning = "weighted F1 of the signs of sentiment, without neutral clips",
          .order = 150,
          .tasks = {"regression"},
          .selectable = true,
          .headline = true};
}
