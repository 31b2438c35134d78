// The figures of a report on several systems, each with its numbers as CSV.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/document.hpp"

namespace serhost::report {

/// How a chart is drawn. On a page its heading says what it shows and a phone sets the width; in a
/// paper the axes say it.
struct ChartOptions {
  double width = 460;     ///< pixels
  std::string y_title{};  ///< beside the axis of the values; "" for none
};

/// A value with its interval; NaN where there is none.
struct Bar {
  std::string name;
  double value, low, high;
};
struct BarGroup {
  std::string name;
  std::vector<Bar> bars;
};

/// Bars from 0, grouped, in percent; a dotted line at `chance` where it is above 0. Bars of the
/// same name have the same color.
std::string grouped_bars(const std::string& title, const std::vector<BarGroup>& groups,
                         double chance, const ChartOptions& options = {});

/// A curve with the range between the smallest and largest of what it is the mean of.
struct BandCurve {
  std::string name;
  std::vector<double> x, mean, low, high;
};

/// Curves with bands over a common axis. `percent`: shares, from 0 to 1; then with a dotted line at
/// `chance` where it is above 0.
std::string band_chart(const std::string& title, const std::string& x_title,
                       const std::vector<BandCurve>& curves, bool percent, double chance = 0.0,
                       const ChartOptions& options = {});

/// Accuracy against confidence; a dot's area goes with its clips.
struct ReliabilityBin {
  double confidence, accuracy;
  std::size_t clips;
};
std::string reliability_diagram(const std::string& title, const std::vector<ReliabilityBin>& bins,
                                const ChartOptions& options = {});

/// One row of points for each name, in percent, a stroke at their mean; a dotted line at `chance`
/// where it is above 0.
std::string spread_strips(const std::string& title,
                          const std::vector<std::pair<std::string, std::vector<double>>>& rows,
                          double chance = 0.0, const ChartOptions& options = {});

/// Points in the plane, colored by group; at most six groups have colors, the rest are gray.
struct MapPoint {
  double x, y;
  std::size_t group;
  bool ringed = false;
};
std::string scatter(const std::string& title, const std::vector<MapPoint>& points,
                    const std::vector<std::string>& groups, const ChartOptions& options = {});

}  // namespace serhost::report
