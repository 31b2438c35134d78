// Charts of points: reliability, spread over rows, maps.
#include <algorithm>

#include "report/charts.hpp"
#include "report/plane.hpp"

namespace serhost::report {

std::string reliability_diagram(const std::string& title, const std::vector<ReliabilityBin>& bins,
                                const ChartOptions& options) {
  constexpr double kSide = 220;
  const double left = left_of_plane(options.y_title);
  const Plane plane{left, 10, kSide, kSide, 0, 1, 0, 1};
  std::size_t most = 1;
  for (const auto& bin : bins) most = std::max(most, bin.clips);
  auto out = svg::open(left + kSide + 24, kSide + 48, title) + grid_lines(plane, true) +
             y_axis_title(plane, options.y_title) +
             svg::line(plane.x(0), plane.y(0), plane.x(1), plane.y(1), "chance");
  std::string points;
  for (const auto& bin : bins) {
    if (bin.clips > 0)
      points += fmt::format("{:.1f},{:.1f} ", plane.x(bin.confidence), plane.y(bin.accuracy));
  }
  out += "<polyline points=\"" + points + "\" class=\"line c1\"/>";
  for (const auto& bin : bins) {
    if (bin.clips == 0) continue;
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" class=\"point f1\"><title>confidence "
        "{:.1f}, right {:.1f} %, {} clips</title></circle>",
        plane.x(bin.confidence), plane.y(bin.accuracy),
        2.5 + 9 * std::sqrt(static_cast<double>(bin.clips) / static_cast<double>(most)),
        100 * bin.confidence, 100 * bin.accuracy, bin.clips);
  }
  for (const double tick : {0.0, 0.5, 1.0})
    out += svg::text(plane.x(tick), plane.y(0) + 15, "small middle",
                     fmt::format("{:.0f}", 100 * tick));
  return out +
         svg::text(plane.x(0.5), plane.y(0) + 31, "small middle",
                   options.y_title.empty() ? "confidence %; upwards: right %" : "confidence (%)") +
         "</svg>";
}

std::string spread_strips(const std::string& title,
                          const std::vector<std::pair<std::string, std::vector<double>>>& rows,
                          double chance, const ChartOptions& options) {
  double side = 40;
  for (const auto& [name, values] : rows)
    side = std::max(side, std::min(232.0, 1.1 * svg::wide(name) + 12));
  constexpr double kRow = 24;
  const double height = kRow * static_cast<double>(rows.size()),
               width = options.width - side - kChartRight;
  const auto at = [&](double value) { return side + value * width; };
  auto out = svg::open(options.width, height + (options.y_title.empty() ? 24 : 38), title);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    out += svg::line(at(tick), 0, at(tick), height, "grid") +
           svg::text(at(tick), height + 15, tick == 1.0 ? "small end" : "small middle",
                     fmt::format("{:.0f}", 100 * tick));
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double y = kRow * (static_cast<double>(r) + 0.5);
    out += svg::text(side - 8, y + 4, "small end", clipped(printable(rows[r].first), 34));
    double sum = 0.0;
    std::size_t n = 0;
    for (const double value : rows[r].second) {
      if (!std::isfinite(value)) continue;
      out += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"point "
          "f1\"><title>{:.1f}</title></circle>",
          at(value), y, 100 * value);
      sum += value;
      ++n;
    }
    if (n > 0)
      out += svg::line(at(sum / static_cast<double>(n)), y - 8, at(sum / static_cast<double>(n)),
                       y + 8, "mid");
  }
  // Its values lie across: what is the vertical axis of other charts is the horizontal one here.
  out += svg::text(side + width / 2, height + 30, "small middle", options.y_title);
  if (chance > 0.0) out += chance_line(at(chance), 0, at(chance), height, chance);
  return out + "</svg>";
}

std::string scatter(const std::string& title, const std::vector<MapPoint>& points,
                    const std::vector<std::string>& groups, const ChartOptions& options) {
  if (points.empty()) return "";
  double x0 = points[0].x, x1 = x0, y0 = points[0].y, y1 = y0;
  for (const auto& point : points) {
    x0 = std::min(x0, point.x), x1 = std::max(x1, point.x);
    y0 = std::min(y0, point.y), y1 = std::max(y1, point.y);
  }
  std::string head;
  const double top =
      8 +
      add_legend(head,
                 std::vector<std::string>(
                     groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min<std::size_t>(groups.size(), 6))),
                 4, 10, options.width - kChartRight, false);
  const Plane plane{10, top, options.width - 20, 300, x0, x1, y0, y1};
  auto out = svg::open(options.width, top + 310, title) + head;
  for (const auto& point : points) {
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" class=\"{}\"><title>{}</title></circle>",
        plane.x(point.x), plane.y(point.y),
        (point.group < 6 ? "point " + svg::fill(point.group) : std::string("fold")) +
            (point.ringed ? " ring" : ""),
        point.group < groups.size() ? html(groups[point.group]) : "");
  }
  return out + "</svg>";
}

}  // namespace serhost::report
