// Bars and curves.
#include "report/charts.hpp"

#include <limits>

#include "report/plane.hpp"

namespace serhost::report {
namespace {

/// A name in at most two lines of `most` columns, parted where a word ends.
std::vector<std::string> in_two_lines(const std::string& name, std::size_t most) {
  if (columns(name) <= most) return {name};
  const auto end = name.find_last_of("_ ", most);
  if (end == std::string::npos || end == 0) return {clipped(name, most)};
  return {name.substr(0, end), clipped(name.substr(end + 1), most)};
}

}  // namespace

std::string grouped_bars(const std::string& title, const std::vector<BarGroup>& groups,
                         double chance, const ChartOptions& options) {
  std::vector<std::string> names;
  for (const auto& group : groups) {
    for (const auto& bar : group.bars) {
      if (std::find(names.begin(), names.end(), bar.name) == names.end()) names.push_back(bar.name);
    }
  }
  std::string head;
  const double left = left_of_plane(options.y_title), right = options.width - kChartRight,
               top = 8 + (names.size() > 1 ? add_legend(head, names, 4, left, right, false) : 0.0);
  const Plane plane{left, top, right - left, 190, 0, static_cast<double>(groups.size()), 0, 1};
  auto out = svg::open(options.width, top + 190 + 40, title) + head + grid_lines(plane, true) +
             y_axis_title(plane, options.y_title);
  const double room = plane.width / static_cast<double>(std::max<std::size_t>(groups.size(), 1));
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto n = static_cast<double>(std::max<std::size_t>(groups[g].bars.size(), 1));
    const double wide = std::min(34.0, room * 0.84 / n),
                 start = plane.left + room * (static_cast<double>(g) + 0.5) - wide * n / 2;
    for (std::size_t b = 0; b < groups[g].bars.size(); ++b) {
      const auto& bar = groups[g].bars[b];
      if (!std::isfinite(bar.value)) continue;
      const auto color =
          static_cast<std::size_t>(std::find(names.begin(), names.end(), bar.name) - names.begin());
      const double x = start + wide * static_cast<double>(b), y = plane.y(bar.value),
                   middle = x + wide / 2;
      const bool interval = std::isfinite(bar.low) && std::isfinite(bar.high);
      out += "<g><title>" + html(groups[g].name + ", " + bar.name) +
             fmt::format(": {:.2f}", 100 * bar.value) +
             (interval ? fmt::format(" [{:.2f}, {:.2f}]", 100 * bar.low, 100 * bar.high) : "") +
             "</title>";
      out += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"bar {}\"/>",
          x + 1, y, std::max(1.0, wide - 2), plane.y(0) - y, svg::fill(color));
      if (interval) {
        out += svg::line(middle, plane.y(bar.low), middle, plane.y(bar.high), "error") +
               svg::line(middle - 3, plane.y(bar.low), middle + 3, plane.y(bar.low), "error") +
               svg::line(middle - 3, plane.y(bar.high), middle + 3, plane.y(bar.high), "error");
      }
      out += "</g>";
    }
    double y = plane.y(0) + 16;
    for (const auto& line : in_two_lines(printable(groups[g].name),
                                         static_cast<std::size_t>(std::max(3.0, room / 6.6)))) {
      out += svg::text(plane.left + room * (static_cast<double>(g) + 0.5), y, "tick middle", line);
      y += 14;
    }
  }
  if (chance > 0.0) {
    out +=
        chance_line(plane.left, plane.y(chance), plane.left + plane.width, plane.y(chance), chance);
  }
  return out + "</svg>";
}

std::string band_chart(const std::string& title, const std::string& x_title,
                       const std::vector<BandCurve>& curves, bool percent, double chance,
                       const ChartOptions& options) {
  double x0 = std::numeric_limits<double>::infinity(), x1 = -x0, y0 = 0.0, y1 = percent ? 1.0 : -x0;
  std::vector<std::string> names;
  for (const auto& curve : curves) {
    names.push_back(curve.name);
    for (const double x : curve.x) x0 = std::min(x0, x), x1 = std::max(x1, x);
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (percent || !std::isfinite(curve.high[i])) continue;
      y0 = std::min(y0, curve.low[i]);
      y1 = std::max(y1, curve.high[i]);
    }
  }
  if (x0 > x1) return "";
  if (!(y1 > y0)) y1 = y0 + 1;
  std::string head;
  const double left = left_of_plane(options.y_title), right = options.width - kChartRight,
               top = 8 + (names.size() > 1 || options.y_title.empty()
                              ? add_legend(head, names, 4, left, right, true)
                              : 0.0);
  const Plane plane{left, top, right - left, 180, x0, x1, y0, y1};
  auto out = svg::open(options.width, top + 180 + 38, title) + head + grid_lines(plane, percent) +
             y_axis_title(plane, options.y_title);
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto& curve = curves[c];
    std::string line, upper, lower;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!std::isfinite(curve.mean[i])) continue;
      line += fmt::format("{:.1f},{:.1f} ", plane.x(curve.x[i]), plane.y(curve.mean[i]));
      upper += fmt::format("{:.1f},{:.1f} ", plane.x(curve.x[i]), plane.y(curve.high[i]));
      lower = fmt::format("{:.1f},{:.1f} ", plane.x(curve.x[i]), plane.y(curve.low[i])) + lower;
    }
    out += "<g><title>" + html(curve.name) + "</title><polygon points=\"" + upper + lower +
           "\" class=\"band " + svg::fill(c) + "\"/>";
    if (curve.x.size() > 1)
      out += "<polyline points=\"" + line + "\" class=\"line " + svg::color(c) + "\"/>";
    else
      out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" class=\"bar {}\"/>",
                         plane.x(curve.x.front()), plane.y(curve.mean.front()), svg::fill(c));
    out += "</g>";
  }
  if (percent && chance > 0.0)
    out +=
        chance_line(plane.left, plane.y(chance), plane.left + plane.width, plane.y(chance), chance);
  out += whole_ticks(plane, x_title);
  return out + "</svg>";
}

}  // namespace serhost::report
