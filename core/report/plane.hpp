// The plotting area of a chart with what stands around it: grid lines, ticks, titles of the axes, a
// legend.
#pragma once

#include <string>
#include <vector>

#include "report/svg_parts.hpp"

namespace serhost::report {

inline constexpr double kChartRight = 12;  ///< pixels free on the right of a chart

/// The plotting area in pixels and what its edges mean.
struct Plane {
  double left, top, width, height, x0, x1, y0, y1;
  double x(double value) const { return left + (x1 > x0 ? (value - x0) / (x1 - x0) : 0.5) * width; }
  double y(double value) const {
    return top + height - (y1 > y0 ? (value - y0) / (y1 - y0) : 0.5) * height;
  }
};

/// Where the plotting area begins: behind the ticks, and the title of the axis where there is one.
inline double left_of_plane(const std::string& y_title) { return y_title.empty() ? 44 : 58; }

/// Names with their colors between `left` and `right`, in as many rows as that needs; returns the
/// height taken.
double add_legend(std::string& out, const std::vector<std::string>& names, double top, double left,
                  double right, bool lines);

/// Horizontal lines at round values, each with its number.
std::string grid_lines(const Plane& plane, bool percent);

/// The title of the vertical axis, upwards on the left edge; "" without one.
std::string y_axis_title(const Plane& plane, const std::string& title);

/// Whole numbers below the plane at round places, and the title below them.
std::string whole_ticks(const Plane& plane, const std::string& title);

/// A dotted line that says in percent what chance is.
std::string chance_line(double x0, double y0, double x1, double y1, double chance);

}  // namespace serhost::report
