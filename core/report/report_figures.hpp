// The figures of a report, made from its grid.
#pragma once

#include <cstddef>
#include <vector>

#include "report/document.hpp"
#include "report/grid.hpp"

namespace serhost::report {

/// Of each row the system with the highest pooled figure, in the order of the rows. Picked by test
/// figures: for showing, not for claims.
std::vector<std::size_t> best_of_rows(const Grid& grid);

Figure accuracy_bars(const Grid& grid);
Figure training_curves(const Grid& grid, const std::vector<std::size_t>& systems);
Figure validation_curves(
    const Grid& grid,
    const std::vector<std::size_t>& systems);  ///< svg is "" without validation parts
Figure confusion_figure(const Grid& grid, std::size_t system);
Figure reliability_figure(const Grid& grid, std::size_t system);
Figure speaker_spread(const Grid& grid);  ///< svg is "" where speakers are unknown
Figure class_spread(const Grid& grid);

}  // namespace serhost::report
