// Bars around zero, and the envelope of a sound.
#include "report/time_charts.hpp"

#include "report/plane.hpp"

namespace serhost::report {
namespace {

constexpr double kClipTop = 8, kBars = 96, kWave = 60;

std::string axis_of(const Plane& plane, const std::string& title, const Ticks& ticks) {
  const double bottom = plane.top + plane.height;
  std::string out;
  for (const auto& [place, name] : ticks)
    out += svg::line(plane.x(place), bottom, plane.x(place), bottom + 4, "grid") +
           svg::text(plane.x(place), bottom + 15, "small middle", name);
  return out + svg::text(plane.left + plane.width / 2, bottom + 29, "small middle", title);
}

Plane clip_plane(const ChartOptions& options, double height, double low, double high) {
  const double left = left_of_plane(options.y_title);
  return {left, kClipTop, options.width - kChartRight - left, height, 0, 1, low, high};
}

}  // namespace

Ticks round_ticks(double end) {
  Ticks out;
  if (!(end > 0.0)) return out;
  const double step = svg::step_of(0, end, 6);
  for (double value = 0.0; value <= end * (1 + 1e-9); value += step)
    out.emplace_back(value / end, svg::tick_text(value, step));
  return out;
}

std::string signed_bars(const std::string& title, const std::string& x_title,
                        const std::vector<double>& values, const Ticks& ticks,
                        const ChartOptions& options) {
  double low = 0.0, high = 0.0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (high - low <= 0.0) high = 1.0;
  const auto plane = clip_plane(options, kBars, low, high);
  auto out = svg::open(options.width, kClipTop + kBars + 38, title) + grid_lines(plane, false) +
             y_axis_title(plane, options.y_title);
  const double wide = plane.width / static_cast<double>(std::max<std::size_t>(values.size(), 1));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || values[i] == 0.0) continue;
    const double top = plane.y(std::max(values[i], 0.0)), end = plane.y(std::min(values[i], 0.0));
    out += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" class=\"bar {}\">"
        "<title>{:.4g}</title></rect>",
        plane.left + wide * static_cast<double>(i), top, wide * (wide > 4 ? 0.9 : 1.0), end - top,
        svg::fill(values[i] > 0.0 ? 0 : 1), values[i]);
  }
  return out + svg::line(plane.left, plane.y(0), plane.left + plane.width, plane.y(0), "mid") +
         axis_of(plane, x_title, ticks) + "</svg>";
}

std::string waveform_chart(const std::string& title, const std::string& x_title,
                           const std::vector<float>& samples, const Ticks& ticks,
                           const ChartOptions& options) {
  float most = 1e-6F;
  for (const float sample : samples) most = std::max(most, std::abs(sample));
  const auto plane = clip_plane(options, kWave, -most, most);
  const auto columns = static_cast<std::size_t>(std::max(1.0, std::floor(plane.width)));
  std::string upper, lower;
  for (std::size_t c = 0; c < columns && !samples.empty(); ++c) {
    const auto first = c * samples.size() / columns;
    const auto end = std::max(first + 1, (c + 1) * samples.size() / columns);
    const auto [low, high] =
        std::minmax_element(samples.begin() + static_cast<std::ptrdiff_t>(first),
                            samples.begin() + static_cast<std::ptrdiff_t>(end));
    const double x = plane.x(static_cast<double>(c) / static_cast<double>(columns));
    upper += fmt::format("{:.1f},{:.1f} ", x, plane.y(static_cast<double>(*high)));
    lower = fmt::format("{:.1f},{:.1f} ", x, plane.y(static_cast<double>(*low))) + lower;
  }
  return svg::open(options.width, kClipTop + kWave + 38, title) +
         y_axis_title(plane, options.y_title) + "<polygon points=\"" + upper + lower +
         "\" class=\"bar f1\"/>" + axis_of(plane, x_title, ticks) + "</svg>";
}

}  // namespace serhost::report
