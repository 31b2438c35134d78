// The label metrics, from a confusion matrix. Definitions with examples: docs/metrics.md.
#pragma once

#include <optional>
#include <vector>

#include "metrics/confusion.hpp"

namespace serhost::metrics {

/// WA, plain accuracy: the share of clips that are right. NaN without clips.
double weighted_accuracy(const Confusion& confusion);

/// Recall of each class; absent where the class has no clip in the truth.
std::vector<std::optional<double>> recalls(const Confusion& confusion);

/// UA (= UAR, macro recall, balanced accuracy): mean recall of the classes present in the truth.
double unweighted_accuracy(const Confusion& confusion);

/// F1 of each class; 0 where precision or recall has no denominator.
std::vector<double> f1_scores(const Confusion& confusion);

double weighted_f1(const Confusion& confusion);  ///< weighted by support
double macro_f1(
    const Confusion& confusion);  ///< mean over the classes that occur in truth or prediction
double micro_f1(const Confusion& confusion);  ///< equals WA for one label a clip

}  // namespace serhost::metrics
