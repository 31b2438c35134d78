// Ticks are multiples of 1, 2 or 5 times a power of ten, so that a reader can count on them.
#include "report/plane.hpp"

namespace serhost::report {

double add_legend(std::string& out, const std::vector<std::string>& names, double top, double left,
                  double right, bool lines) {
  double x = left, y = top;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double own = 24 + svg::wide(names[i]);
    if (x > left && x + own > right) x = left, y += 17;
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
  const double step = svg::step_of(plane.y0, plane.y1, 5);
  // 0.0 makes a plain zero of a negative one.
  for (double value = std::ceil(plane.y0 / step - 1e-6) * step + 0.0;
       value <= plane.y1 + step * 1e-6; value += step) {
    out += svg::line(plane.left, plane.y(value), plane.left + plane.width, plane.y(value), "grid");
    out += svg::text(plane.left - 6, plane.y(value) + 3.5, "small end",
                     percent ? fmt::format("{:.0f}", 100 * value) : svg::tick_text(value, step));
  }
  return out;
}

std::string y_axis_title(const Plane& plane, const std::string& title) {
  return title.empty() ? "" : svg::upwards(11, plane.top + plane.height / 2, "small middle", title);
}

std::string whole_ticks(const Plane& plane, const std::string& title) {
  const double step = std::max(1.0, svg::step_of(plane.x0, plane.x1, plane.width > 500 ? 10 : 5));
  const double bottom = plane.top + plane.height;
  std::string out;
  // A single epoch, or two, need no multiple between them.
  if (plane.x1 - plane.x0 < 2) {
    out +=
        svg::text(plane.x(plane.x0), bottom + 15, "small middle", fmt::format("{:.0f}", plane.x0));
    if (plane.x1 > plane.x0)
      out += svg::text(plane.x(plane.x1), bottom + 15, "small middle",
                       fmt::format("{:.0f}", plane.x1));
  } else {
    for (double value = std::ceil(plane.x0 / step) * step; value <= plane.x1 + step * 1e-6;
         value += step)
      out += svg::text(plane.x(value), bottom + 15, "small middle", fmt::format("{:.0f}", value));
  }
  return out + svg::text(plane.left + plane.width / 2, bottom + 29, "small middle", title);
}

std::string chance_line(double x0, double y0, double x1, double y1, double chance) {
  return "<g><title>" + fmt::format("chance: {:.1f}", 100 * chance) + "</title>" +
         svg::line(x0, y0, x1, y1, "chance") + "</g>";
}

}  // namespace serhost::report
