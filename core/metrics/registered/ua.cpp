// UA, also UAR, macro recall or balanced accuracy: the headline of the field, whose corpora have
// classes of unequal size.
#include "metrics/classification.hpp"
#include "metrics/registry.hpp"

SERHOST_METRIC(ua) {
  return {.name = "ua",
          .title = "UA",
          .meaning = "mean recall of the classes present in the truth",
          .order = 10,
          .tasks = {"classification", "soft"},
          .selectable = true,
          .every_epoch = true,
          .headline = true,
          .by_class = true,
          .value = [](const serhost::metrics::Sums& sums) {
            return serhost::metrics::unweighted_accuracy(sums.confusion);
          }};
}
