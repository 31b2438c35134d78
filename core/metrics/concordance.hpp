// Lin's concordance correlation coefficient, over the whole list, never averaged over batches.
#pragma once

#include <span>

namespace serhost::metrics {

/// 2 cov / (var_x + var_y + (mean_x - mean_y)^2), biased moments (Lin 1989). NaN under one pair or
/// where both are the same constant.
double concordance(std::span<const double> x, std::span<const double> y);

}  // namespace serhost::metrics
