// Charts of counts: how many clips of what kind.
#pragma once

#include <string>
#include <vector>

#include "report/charts.hpp"

namespace serhost::report {

/// One color of bars that stand on each other: a count for each name of the axis.
struct CountSeries {
  std::string name;
  std::vector<double> counts;
};

/// A bar for each of `names`, stacked where there are several series; names that find no room are
/// turned upwards. At most six series have colors of their own.
std::string count_bars(const std::string& title, const std::vector<std::string>& names,
                       const std::vector<CountSeries>& series, const ChartOptions& options = {});

/// The same over a range of numbers that is cut into bins of equal width from 0; `x_title` names
/// the axis.
std::string count_histogram(const std::string& title, const std::string& x_title, double bin,
                            const std::vector<CountSeries>& series,
                            const ChartOptions& options = {});

/// A row of cells for each of `rows`, the darker the more: counts[row][column].
std::string count_table(const std::string& title, const std::vector<std::string>& rows,
                        const std::vector<std::string>& columns,
                        const std::vector<std::vector<double>>& counts,
                        const ChartOptions& options = {});

/// Drawings below each other, each under its title.
std::string one_below_another(const std::string& title,
                              const std::vector<std::pair<std::string, std::string>>& drawings);

}  // namespace serhost::report
