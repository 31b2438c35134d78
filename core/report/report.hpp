// The report on a grid of runs: what was found, what of it is significant, and everything a reader
// needs to doubt it.
#pragma once

#include <string>

#include "report/document.hpp"
#include "report/grid.hpp"

namespace serhost::report {

/// All registered sections (report/section.hpp). `title` heads the page.
Document report_of(const Grid& grid, const std::string& title);

/// A line for each cell of the grid and metric:
/// row,column,metric,pooled,low,high,folds_mean,folds_sd,seeds_sd,seeds,clips,trials,chance,
/// difference,difference_low,difference_high,p,holm,significant,unit,signature,folders.
std::string grid_csv(const Grid& grid);

}  // namespace serhost::report
