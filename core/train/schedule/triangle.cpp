// The wave of cyclic learning rates.
#include "train/schedule/triangle.hpp"

#include <algorithm>
#include <cmath>

namespace serhost::train {

double triangle(double step, double half_period) {
  const auto cycle = std::floor(1.0 + step / (2.0 * half_period));
  return std::max(0.0, 1.0 - std::abs(step / half_period - 2.0 * cycle + 1.0));
}

}  // namespace serhost::train
