// Draws charts at a size readable on a phone; wider pages put several side by side.
#include "report/charts.hpp"

#include <limits>
#include <set>

#include "report/svg_parts.hpp"

namespace serhost::report {
namespace {

constexpr double kWidth = 460, kLeft = 44, kRight = 12;

struct Plane {
  double left, top, width, height, x0, x1, y0, y1;
  double x(double value) const { return left + (x1 > x0 ? (value - x0) / (x1 - x0) : 0.5) * width; }
  double y(double value) const {
    return top + height - (y1 > y0 ? (value - y0) / (y1 - y0) : 0.5) * height;
  }
};

/// Names with their colors in as many rows as the width needs; returns the height taken.
double legend(std::string& out, const std::vector<std::string>& names, double top, bool lines) {
  double x = kLeft, y = top;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double own = 24 + svg::wide(names[i]);
    if (x > kLeft && x + own > kWidth - kRight) x = kLeft, y += 17;
    out += lines ? svg::line(x, y + 6, x + 14, y + 6, "line " + svg::color(i))
                 : fmt::format(
                       "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"11\" height=\"11\" rx=\"2\" "
                       "class=\"bar {}\"/>",
                       x, y, svg::fill(i));
    out += svg::text(x + 18, y + 10, "small", names[i]);
    x += own + 8;
  }
  return names.empty() ? 0.0 : y - top + 22;
}

std::string grid_lines(const Plane& plane, bool percent) {
  std::string out;
  const double step = svg::step_of(plane.y0, plane.y1, 4);
  for (double value = std::ceil(plane.y0 / step) * step; value <= plane.y1 + step * 1e-6;
       value += step) {
    out += svg::line(plane.left, plane.y(value), plane.left + plane.width, plane.y(value), "grid");
    out += svg::text(plane.left - 6, plane.y(value) + 3.5, "small end",
                     percent ? fmt::format("{:.0f}", 100 * value)
                             : fmt::format("{:.3g}", std::abs(value) < step / 2 ? 0.0 : value));
  }
  return out;
}

std::string chance_line(double x0, double y0, double x1, double y1, double chance) {
  return "<g><title>" + fmt::format("chance: {:.1f}", 100 * chance) + "</title>" +
         svg::line(x0, y0, x1, y1, "chance") + "</g>";
}

/// A name in at most two lines of `most` columns, parted where a word ends.
std::vector<std::string> in_two_lines(const std::string& name, std::size_t most) {
  if (columns(name) <= most) return {name};
  const auto end = name.find_last_of("_ ", most);
  if (end == std::string::npos || end == 0) return {clipped(name, most)};
  return {name.substr(0, end), clipped(name.substr(end + 1), most)};
}

}  // namespace

std::string grouped_bars(const std::string& title, const std::vector<BarGroup>& groups,
                         double chance) {
  std::vector<std::string> names;
  for (const auto& group : groups) {
    for (const auto& bar : group.bars) {
      if (std::find(names.begin(), names.end(), bar.name) == names.end()) names.push_back(bar.name);
    }
  }
  std::string head;
  const double top = 8 + (names.size() > 1 ? legend(head, names, 4, false) : 0.0);
  const Plane plane{kLeft, top, kWidth - kLeft - kRight, 190, 0, static_cast<double>(groups.size()),
                    0,     1};
  auto out = svg::open(kWidth, top + 190 + 40, title) + head + grid_lines(plane, true);
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
                                         static_cast<std::size_t>(std::max(3.0, room / 7.5)))) {
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
                       const std::vector<BandCurve>& curves, bool percent, double chance) {
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
  const double top = 8 + legend(head, names, 4, true);
  const Plane plane{kLeft, top, kWidth - kLeft - kRight, 180, x0, x1, y0, y1};
  auto out = svg::open(kWidth, top + 180 + 34, title) + head + grid_lines(plane, percent);
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
  out += svg::text(plane.left, plane.top + plane.height + 16, "small",
                   fmt::format("{} {:.0f}", x_title, x0));
  if (x1 > x0)
    out += svg::text(plane.left + plane.width, plane.top + plane.height + 16, "small end",
                     fmt::format("{:.0f}", x1));
  return out + "</svg>";
}

std::string reliability_diagram(const std::string& title, const std::vector<ReliabilityBin>& bins) {
  constexpr double kSide = 220;
  const Plane plane{kLeft, 10, kSide, kSide, 0, 1, 0, 1};
  std::size_t most = 1;
  for (const auto& bin : bins) most = std::max(most, bin.clips);
  auto out = svg::open(kLeft + kSide + 24, kSide + 48, title) + grid_lines(plane, true) +
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
                   "confidence %; upwards: right %") +
         "</svg>";
}

std::string spread_strips(const std::string& title,
                          const std::vector<std::pair<std::string, std::vector<double>>>& rows,
                          double chance) {
  double side = 40;
  for (const auto& [name, values] : rows)
    side = std::max(side, std::min(232.0, svg::wide(name) + 12));
  constexpr double kRow = 24;
  const double height = kRow * static_cast<double>(rows.size()), width = kWidth - side - kRight;
  const auto at = [&](double value) { return side + value * width; };
  auto out = svg::open(kWidth, height + 24, title);
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
  if (chance > 0.0) out += chance_line(at(chance), 0, at(chance), height, chance);
  return out + "</svg>";
}

std::string scatter(const std::string& title, const std::vector<MapPoint>& points,
                    const std::vector<std::string>& groups) {
  if (points.empty()) return "";
  double x0 = points[0].x, x1 = x0, y0 = points[0].y, y1 = y0;
  for (const auto& point : points) {
    x0 = std::min(x0, point.x), x1 = std::max(x1, point.x);
    y0 = std::min(y0, point.y), y1 = std::max(y1, point.y);
  }
  std::string head;
  const double top =
      8 + legend(head,
                 std::vector<std::string>(
                     groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min<std::size_t>(groups.size(), 6))),
                 4, false);
  const Plane plane{10, top, kWidth - 20, 300, x0, x1, y0, y1};
  auto out = svg::open(kWidth, top + 310, title) + head;
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
