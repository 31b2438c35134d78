// Figures of rated dimensions: predictions against ratings, and what is left between them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/document.hpp"
#include "report/grid.hpp"

namespace serhost::report {

/// Predictions (upwards) against ratings, a dot a clip of all seeds; a dotted line where they are
/// equal. `dimension` as its columns name it.
Figure rating_scatter(const Grid& grid, std::size_t system, const std::string& dimension);

/// Prediction less rating (upwards) against the rating, with the mean of each tenth of the ratings:
/// a line that falls says that extremes are drawn to the middle.
Figure rating_residuals(const Grid& grid, std::size_t system, const std::string& dimension);

/// Both of every rated dimension of a system; none where nothing is rated.
std::vector<Figure> rating_figures(const Grid& grid, std::size_t system);

}  // namespace serhost::report
