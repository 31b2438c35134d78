// The figures of a report, made from its grid.
#pragma once

#include <cstddef>
#include <vector>

#include "report/charts.hpp"
#include "report/document.hpp"
#include "report/grid.hpp"

namespace serhost::report {

/// Of each row the system with the highest pooled figure, in the order of the rows. Picked by test
/// figures: for showing, not for claims.
std::vector<std::size_t> best_of_rows(const Grid& grid);

// Those that take `options` name their axes where options.y_title says so.
Figure accuracy_bars(const Grid& grid, const ChartOptions& options = {});
Figure training_curves(const Grid& grid, const std::vector<std::size_t>& systems,
                       const ChartOptions& options = {});
/// svg is "" without validation parts.
Figure validation_curves(const Grid& grid, const std::vector<std::size_t>& systems,
                         const ChartOptions& options = {});
Figure confusion_figure(const Grid& grid, std::size_t system, const ChartOptions& options = {});
Figure reliability_figure(const Grid& grid, std::size_t system, const ChartOptions& options = {});
/// svg is "" where speakers are unknown.
Figure speaker_spread(const Grid& grid, const std::vector<std::size_t>& systems,
                      const ChartOptions& options = {});
Figure class_spread(const Grid& grid);
/// Recall of each class, a bar for each system.
Figure recall_figure(const Grid& grid, const std::vector<std::size_t>& systems,
                     const ChartOptions& options = {});

/// The places of all systems.
std::vector<std::size_t> all_systems(const Grid& grid);

}  // namespace serhost::report
