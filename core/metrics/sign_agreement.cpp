// The two signs are two classes of one label.
#include "metrics/sign_agreement.hpp"

#include <array>

#include "metrics/one_against_rest.hpp"

namespace serhost::metrics {

SignAgreement sign_agreement(std::span<const RatedPair> pairs) {
  std::array<OneAgainstRest, 2> signs;
  double clips = 0.0, right = 0.0;
  for (const auto& pair : pairs) {
    if (pair.truth == 0.0) continue;
    const bool truth = pair.truth > 0.0, predicted = pair.predicted > 0.0;
    signs[0].add(truth, predicted, pair.times);
    signs[1].add(!truth, !predicted, pair.times);
    clips += pair.times;
    right += truth == predicted ? pair.times : 0.0;
  }
  if (!(clips > 0.0)) return {};
  return {right / clips, weighted_f1(signs)};
}

}  // namespace serhost::metrics
