// What every figure is drawn with: the frame of an accessible SVG, texts, axes.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/escape.hpp"

namespace serhost::report::svg {

/// An image with a title for those who do not see it.
inline std::string open(double width, double height, const std::string& label) {
  return fmt::format(
      "<svg viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\" "
      "aria-label=\"{2}\">",
      width, height, html(label));
}

/// Width and height of a drawing, in pixels.
inline std::pair<double, double> size_of(const std::string& drawing) {
  const auto number = [&](const std::string& name) {
    const auto from = drawing.find(" " + name + "=\"");
    SERHOST_CHECK(from != std::string::npos);
    const auto start = from + name.size() + 3;
    double out = 0.0;
    SERHOST_CHECK(read_number(drawing.substr(start, drawing.find('"', start) - start), out));
    return out;
  };
  return {number("width"), number("height")};
}

inline std::string text(double x, double y, const std::string& style, const std::string& content) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>", x, y, style,
                     html(printable(content)));
}

inline std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>",
                     x1, y1, x2, y2, style);
}

/// The same, turned to be read upwards.
inline std::string upwards(double x, double y, const std::string& style,
                           const std::string& content) {
  return fmt::format(
      "<text x=\"{0:.1f}\" y=\"{1:.1f}\" class=\"{2}\" transform=\"rotate(-90 {0:.1f} "
      "{1:.1f})\">{3}</text>",
      x, y, style, html(printable(content)));
}

/// Pixels of a text of the small size.
inline double wide(const std::string& content) {
  return 6.4 * static_cast<double>(columns(printable(content)));
}

/// "c1" … "c6", and again.
inline std::string color(std::size_t i) { return "c" + std::to_string(i % 6 + 1); }
inline std::string fill(std::size_t i) { return "f" + std::to_string(i % 6 + 1); }

/// Steps of 1, 2 or 5 times a power of ten, about `count` of them between low and high.
inline double step_of(double low, double high, int count) {
  const double raw = (high - low) / count, power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power) return factor * power;
  }
  return 10 * power;
}

/// A multiple of `step` with the digits that tell it from the next.
inline std::string tick_text(double value, double step) {
  if (std::abs(value) < step / 2) return "0";
  if (std::abs(value) >= 1e6 || step < 1e-5) return fmt::format("{:.2g}", value);
  const int digits = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return fmt::format("{:.{}f}", value, digits);
}

}  // namespace serhost::report::svg
