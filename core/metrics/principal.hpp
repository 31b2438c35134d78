// The plane in which points of many dimensions spread most: a map of them that is linear and the
// same every time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace serhost::metrics {

struct Plane {
  std::vector<double> x, y;             ///< of each point, centered
  double x_share = 0.0, y_share = 0.0;  ///< of the whole variance
};

/// The first two principal components of `values` [n, width], row by row. The sign of each is that
/// of its largest weight, so that a map does not flip. Fewer than two points or dimensions leave
/// what is missing at 0. Throws std::logic_error where the size is not n · width.
Plane principal_plane(std::span<const float> values, std::size_t width);

}  // namespace serhost::metrics
