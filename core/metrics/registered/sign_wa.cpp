// Of a dimension called sentiment, as papers on MOSI and MOSEI judge it. Computed by
// regression_rows.cpp.
#include "metrics/registry.hpp"

SERHOST_METRIC(sign_wa) {
  using namespace serhost::metrics;
  return {.name = "sign_wa",
          .title = "WA of signs",
          .meaning = "accuracy of the signs of sentiment, without neutral clips",
          .order = 160,
          .tasks = {"regression"},
          .headline = true};
}
