// Draws charts as SVG. Every external text goes through html().
#include "report/svg.hpp"

#include <limits>

#include "report/svg_parts.hpp"

namespace serhost::report {
namespace {

using svg::open;
using svg::text;

/// Text that may be cut, with the whole as a tooltip.
std::string label(double x, double y, const std::string& style, const std::string& content,
                  std::size_t width) {
  const auto shown = printable(content);
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\"><title>{}</title>{}</text>", x,
                     y, style, html(content), html(clipped(shown, width)));
}

double label_width(const std::vector<std::string>& classes, std::size_t most) {
  std::size_t widest = 0;
  for (const auto& name : classes)
    widest = std::max(widest, std::min(most, columns(printable(name))));
  return 16.0 + 7.2 * static_cast<double>(widest);
}

/// The plotting area in pixels and what its edges mean.
struct Frame {
  double left, top, width, height;
  double x0, x1, y0, y1;

  double x(double value) const { return left + rescale(value, x0, x1, 0, width); }
  double y(double value) const { return top + rescale(value, y0, y1, height, 0); }

 private:
  static double rescale(double value, double from_low, double from_high, double to_low,
                        double to_high) {
    if (from_high <= from_low) return (to_low + to_high) / 2;
    return to_low + (value - from_low) / (from_high - from_low) * (to_high - to_low);
  }
};

/// A line for every stretch without NaN; a dot where the stretch is one point.
std::string polylines(const Curve& curve, const Frame& frame) {
  std::string out, points;
  std::size_t count = 0;
  double x = 0.0, y = 0.0;
  const auto flush = [&] {
    if (count == 1)
      out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" class=\"dot {}\"/>", x, y,
                         curve.style);
    if (count > 1)
      out += fmt::format("<polyline points=\"{}\" class=\"line {}\"/>", points, curve.style);
    points.clear();
    count = 0;
  };
  for (const auto& [epoch, value] : curve.points) {
    if (!std::isfinite(value)) {
      flush();
      continue;
    }
    x = frame.x(epoch);
    y = frame.y(value);
    points += fmt::format("{}{:.1f},{:.1f}", count++ > 0 ? " " : "", x, y);
  }
  flush();
  return out;
}

}  // namespace

std::string heat_map(const std::vector<std::string>& classes, const metrics::Confusion& confusion,
                     double width) {
  const auto n = static_cast<double>(classes.size());
  const double side = label_width(classes, 16) + 18, top = 44.0,
               cell = std::min(classes.size() > 12 ? 40.0 : 64.0,
                               std::max(40.0, (width - side - 8) / std::max(n, 1.0))),
               height = classes.size() > 12 ? 30.0 : 44.0;
  auto out =
      open(side + n * cell + 8, top + n * height + 8, "confusion matrix, rows are the truth");
  out += text(side + n * cell / 2, 14, "axis middle", "predicted");
  out += svg::upwards(13, top + n * height / 2, "axis middle", "true");
  const auto cut = static_cast<std::size_t>(std::lround(cell / 6.4));
  for (std::size_t j = 0; j < classes.size(); ++j) {
    out += label(side + (static_cast<double>(j) + 0.5) * cell, top - 9, "tick middle", classes[j],
                 cut);
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const double y = top + static_cast<double>(i) * height;
    out += label(side - 8, y + height / 2 + 4, "tick end", classes[i], 16);
    const auto support = confusion.support(i);
    for (std::size_t j = 0; j < classes.size(); ++j) {
      const double x = side + static_cast<double>(j) * cell;
      const double share =
          support > 0 ? static_cast<double>(confusion.at(i, j)) / static_cast<double>(support)
                      : 0.0;
      out += fmt::format("<g><title>{} taken for {}: {} of {} clips</title>", html(classes[i]),
                         html(classes[j]), confusion.at(i, j), support);
      out += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"cell\"/>",
          x + 1, y + 1, cell - 2, height - 2);
      out += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"heat{}\" "
          "fill-opacity=\"{:.3f}\"/>",
          x + 1, y + 1, cell - 2, height - 2, i == j ? "" : " miss", share);
      const std::string strong = share > 0.55 ? " on" : "";
      out += text(x + cell / 2, y + height / 2 + (height > 40 ? -1 : 4), "value middle" + strong,
                  support > 0 ? fmt::format("{:.1f}", 100 * share) : "–");
      if (height > 40)
        out += text(x + cell / 2, y + height / 2 + 13, "count middle" + strong,
                    std::to_string(confusion.at(i, j)));
      out += "</g>";
    }
  }
  return out + "</svg>";
}

std::string recall_bars(const std::vector<std::string>& classes,
                        const std::vector<std::optional<double>>& recall,
                        const std::vector<std::int64_t>& support) {
  const double side = label_width(classes, 20), row = 28.0, width = 240.0;
  auto out = open(side + width + 130, row * static_cast<double>(classes.size()) + 6,
                  "recall of each class");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const double y = 3 + row * static_cast<double>(i);
    out += label(side - 8, y + 18, "tick end", classes[i], 20);
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"18\" rx=\"3\" class=\"cell\"/>",
        side, y + 4, width);
    if (recall[i]) {
      out += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"18\" rx=\"3\" "
          "class=\"heat\"/>",
          side, y + 4, width * *recall[i]);
    }
    out += text(side + width + 8, y + 18, "value",
                recall[i] ? fmt::format("{:.1f}", 100 * *recall[i]) : "no clip");
    out += text(side + width + 124, y + 18, "count end",
                fmt::format("{} clip{}", support[i], support[i] == 1 ? "" : "s"));
  }
  return out + "</svg>";
}

std::string line_chart(const std::string& title, const std::vector<Curve>& curves,
                       bool from_zero_to_one, std::int64_t best) {
  constexpr double kLeft = 48, kTop = 34, kWidth = 222, kHeight = 96;
  double x0 = std::numeric_limits<double>::infinity(), x1 = -x0, y0 = x0, y1 = -x0;
  for (const auto& curve : curves) {
    for (const auto& [x, y] : curve.points) {
      x0 = std::min(x0, x);
      x1 = std::max(x1, x);
      if (!std::isfinite(y)) continue;
      y0 = std::min(y0, y);
      y1 = std::max(y1, y);
    }
  }
  if (x0 > x1) return "";
  if (y0 > y1 || from_zero_to_one) y0 = 0.0, y1 = 1.0;
  y0 = std::min(y0, 0.0);  // half a loss should look like half
  if (y0 == y1) y0 -= 0.5, y1 += 0.5;
  const double step = from_zero_to_one ? 0.5 : svg::step_of(y0, y1, 3);
  y0 = std::floor(y0 / step + 1e-9) * step + 0.0;
  y1 = std::ceil(y1 / step - 1e-9) * step;
  const Frame frame{kLeft, kTop, kWidth, kHeight, x0, x1, y0, y1};
  auto out = open(kLeft + kWidth + 12, kTop + kHeight + 24, title);
  out += text(4, 13, "axis", title);
  double x = kLeft;
  for (const auto& curve : curves) {
    if (curve.points.empty()) continue;
    out +=
        fmt::format("<line x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"24\" y2=\"24\" class=\"line {2}\"/>",
                    x, x + 12, curve.style);
    out += text(x + 16, 27.5, "small", curve.name);
    x += 30 + 6.2 * static_cast<double>(columns(curve.name));
  }
  for (double value = y0; value <= y1 + step / 2; value += step) {
    const double y = frame.y(value);
    out += fmt::format(
        "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"grid\"/>", kLeft,
        kLeft + kWidth, y, y);
    out +=
        text(kLeft - 5, y + 3.5, "small end",
             from_zero_to_one ? fmt::format("{:.0f}", 100 * value) : svg::tick_text(value, step));
  }
  if (best > 0) {
    const double at = frame.x(static_cast<double>(best));
    out += fmt::format(
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" "
        "class=\"best\"><title>kept: epoch {3}</title></line>",
        at, kTop, kTop + kHeight, best);
  }
  for (const auto& curve : curves) out += polylines(curve, frame);
  out += text(kLeft, kTop + kHeight + 15, "small", fmt::format("epoch {:.0f}", x0));
  if (x1 > x0)
    out += text(kLeft + kWidth, kTop + kHeight + 15, "small end", fmt::format("{:.0f}", x1));
  return out + "</svg>";
}

std::string interval_strip(double pooled, std::optional<double> low, std::optional<double> high,
                           const std::vector<double>& folds, double from, double to) {
  constexpr double kWidth = 220, kEdge = 6, kMiddle = 11;
  const auto at = [&](double share) {
    return kEdge + std::clamp((share - from) / (to - from), 0.0, 1.0) * kWidth;
  };
  auto out = open(kWidth + 2 * kEdge, 22,
                  fmt::format("pooled value, interval and folds between {:.0f} and {:.0f} percent",
                              100 * from, 100 * to));
  out +=
      fmt::format("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"grid\"/>",
                  at(from), at(to), kMiddle, kMiddle);
  for (const double fold : folds) {
    if (std::isfinite(fold))
      out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" class=\"fold\"/>", at(fold),
                         kMiddle);
  }
  if (low && high) {
    out += fmt::format(
        "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"whisker\"/>",
        at(*low), at(*high), kMiddle, kMiddle);
  }
  if (std::isfinite(pooled))
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\" class=\"dot c1\"/>",
                       at(pooled), kMiddle);
  return out + "</svg>";
}

}  // namespace serhost::report
