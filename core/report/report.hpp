// The report on a grid of runs: what was found, what of it survives, and everything a reader needs
// to doubt it.
#pragma once

#include <string>

#include "report/document.hpp"
#include "report/grid.hpp"

namespace serhost::report {

/// The layout of the comparative study, Table I, Figure 1 and Figure 2, and below it what it lacks.
/// `title` heads the page.
Document report_of(const Grid& grid, const std::string& title);

/// A line for each cell of the grid and metric:
/// row,column,metric,pooled,low,high,folds_mean,folds_sd,seeds_sd,seeds,clips,trials,difference,
/// difference_low,difference_high,p,holm,survives,signature,folders.
std::string grid_csv(const Grid& grid);

}  // namespace serhost::report
