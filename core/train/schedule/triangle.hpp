// The wave of cyclic learning rates.
#pragma once

namespace serhost::train {

/// Height of a triangular wave of period 2 `half_period` that starts at 0 and reaches 1 (Smith
/// 2017).
double triangle(double step, double half_period);

}  // namespace serhost::train
