// Sentiment judged by its sign, as papers on MOSI and MOSEI do.
#pragma once

#include <span>

#include "metrics/agreement.hpp"

namespace serhost::metrics {

/// Of the pairs whose rating is not 0: predictions above 0 against ratings above 0. NaN without
/// such pairs.
struct SignAgreement {
  double accuracy = kNone;
  double wf1 = kNone;  ///< F1 of both signs, weighted by their clips
};

SignAgreement sign_agreement(std::span<const RatedPair> pairs);

}  // namespace serhost::metrics
