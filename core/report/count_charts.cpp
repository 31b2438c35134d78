// Stacked bars with an axis of counts, and tables of shaded cells.
#include "report/count_charts.hpp"

#include "report/plane.hpp"

namespace serhost::report {
namespace {

constexpr double kHeight = 180;

double highest(const std::vector<CountSeries>& series, std::size_t bars) {
  double most = 1.0;
  for (std::size_t i = 0; i < bars; ++i) {
    double sum = 0.0;
    for (const auto& one : series) sum += one.counts[i];
    most = std::max(most, sum);
  }
  return most;
}

std::vector<std::string> names_of(const std::vector<CountSeries>& series) {
  std::vector<std::string> out;
  for (const auto& one : series) out.push_back(one.name);
  return out;
}

/// Where bars stand, with its legend and grid in `out`.
Plane plane_for(std::string& out, const std::vector<CountSeries>& series, std::size_t bars,
                const ChartOptions& options) {
  const double left = left_of_plane(options.y_title), right = options.width - kChartRight;
  const double top =
      8 + (series.size() > 1 ? add_legend(out, names_of(series), 4, left, right, false) : 0.0);
  const Plane plane{
      left, top, right - left, kHeight, 0, static_cast<double>(bars), 0, highest(series, bars)};
  out += grid_lines(plane, false) + y_axis_title(plane, options.y_title);
  return plane;
}

/// The bar of place `i`, from `x` on.
std::string stacked_bar(const Plane& plane, const std::vector<CountSeries>& series, std::size_t i,
                        double x, double wide, const std::string& name) {
  std::string out;
  double base = 0.0;
  for (std::size_t s = 0; s < series.size(); ++s) {
    const double count = series[s].counts[i];
    if (count <= 0.0) continue;
    const auto what = series.size() > 1 ? name + ", " + series[s].name : name;
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"bar "
        "{}\"><title>{}: {:.0f}</title></rect>",
        x, plane.y(base + count), wide, plane.y(base) - plane.y(base + count), svg::fill(s),
        html(what), count);
    base += count;
  }
  return out;
}

}  // namespace

std::string count_bars(const std::string& title, const std::vector<std::string>& names,
                       const std::vector<CountSeries>& series, const ChartOptions& options) {
  std::string body;
  const auto plane = plane_for(body, series, names.size(), options);
  const double room = plane.width / static_cast<double>(std::max<std::size_t>(names.size(), 1)),
               wide = std::max(1.0, std::min(34.0, 0.8 * room));
  double longest = 0.0;
  for (const auto& name : names) longest = std::max(longest, svg::wide(clipped(name, 18)));
  const bool turned = longest > room;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double middle = plane.left + room * (static_cast<double>(i) + 0.5);
    body += stacked_bar(plane, series, i, middle - wide / 2, wide, names[i]);
    const auto shown = clipped(printable(names[i]), 18);
    body += turned ? svg::upwards(middle + 3.5, plane.y(0) + 6, "small end", shown)
                   : svg::text(middle, plane.y(0) + 16, "small middle", shown);
  }
  return svg::open(options.width, plane.y(0) + (turned ? longest + 16 : 28), title) + body +
         "</svg>";
}

std::string count_histogram(const std::string& title, const std::string& x_title, double bin,
                            const std::vector<CountSeries>& series, const ChartOptions& options) {
  const auto bins = series.empty() ? 0 : series.front().counts.size();
  std::string body;
  auto plane = plane_for(body, series, bins, options);
  const double room = plane.width / static_cast<double>(std::max<std::size_t>(bins, 1));
  for (std::size_t i = 0; i < bins; ++i) {
    const double from = bin * static_cast<double>(i);
    body += stacked_bar(plane, series, i, plane.left + room * static_cast<double>(i) + 0.5,
                        std::max(0.5, room - 1), fmt::format("{:.3g} to {:.3g}", from, from + bin));
  }
  plane.x1 = bin * static_cast<double>(bins);
  const double step = svg::step_of(0, std::max(plane.x1, 1e-9), 6);
  for (double value = 0.0; value <= plane.x1 + step * 1e-6; value += step)
    body += svg::text(plane.x(value), plane.y(0) + 15, "small middle", svg::tick_text(value, step));
  body += svg::text(plane.left + plane.width / 2, plane.y(0) + 30, "small middle", x_title);
  return svg::open(options.width, plane.y(0) + 38, title) + body + "</svg>";
}

std::string count_table(const std::string& title, const std::vector<std::string>& rows,
                        const std::vector<std::string>& columns,
                        const std::vector<std::vector<double>>& counts,
                        const ChartOptions& options) {
  constexpr double kRow = 18, kTop = 24;
  double side = 40, most = 1.0;
  for (const auto& row : rows) side = std::max(side, svg::wide(clipped(row, 18)) + 12);
  for (const auto& row : counts) {
    for (const double count : row) most = std::max(most, count);
  }
  const double cell = std::clamp(
      (options.width - side - 8) / static_cast<double>(std::max<std::size_t>(columns.size(), 1)),
      28.0, 90.0);
  auto out = svg::open(side + cell * static_cast<double>(columns.size()) + 8,
                       kTop + kRow * static_cast<double>(rows.size()) + 6, title);
  for (std::size_t c = 0; c < columns.size(); ++c)
    out += svg::text(side + cell * (static_cast<double>(c) + 0.5), kTop - 8, "small middle",
                     clipped(printable(columns[c]), static_cast<std::size_t>(cell / 6.2)));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double y = kTop + kRow * static_cast<double>(r);
    out += svg::text(side - 8, y + 12.5, "small end", clipped(printable(rows[r]), 18));
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double x = side + cell * static_cast<double>(c), share = counts[r][c] / most;
      for (const char* layer : {"cell", "heat"})
        out += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"{}/>",
            x + 0.5, y + 0.5, cell - 1, kRow - 1, layer,
            layer[0] == 'h' ? fmt::format(" fill-opacity=\"{:.3f}\"", share) : "");
      out += svg::text(x + cell / 2, y + 12.5, share > 0.55 ? "small middle on" : "small middle",
                       fmt::format("{:.0f}", counts[r][c]));
    }
  }
  return out + "</svg>";
}

std::string one_below_another(const std::string& title,
                              const std::vector<std::pair<std::string, std::string>>& drawings) {
  constexpr double kTitle = 24, kGap = 14;
  double width = 0.0, y = 0.0;
  std::string body;
  for (const auto& [name, drawing] : drawings) {
    const auto [own_width, own_height] = svg::size_of(drawing);
    body += svg::text(4, y + 16, "axis", name);
    body += fmt::format("<svg y=\"{:.0f}\" ", y + kTitle) + drawing.substr(5);
    width = std::max(width, own_width);
    y += kTitle + own_height + kGap;
  }
  return svg::open(width, y, title) + body + "</svg>";
}

}  // namespace serhost::report
