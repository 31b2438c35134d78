// Colors are written out: programs that draw SVG need not know a page's variables.
#include "report/paper_style.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "report/svg_parts.hpp"

namespace serhost::report {
namespace {

constexpr double kPixelsPerInch = 96;

constexpr char kStyle[] = R"css(
text { fill:#000; font-family:@fonts; font-size:10.67px; }
.axis { font-weight:400; } .value { font-size:11px; font-weight:600; } .count { font-size:9.5px; }
.middle { text-anchor:middle; } .end { text-anchor:end; }
.cell { fill:#f2f2f2; } .heat { fill:#2458c5; } .miss { fill:#c2560c; } .on { fill:#fff; }
.line { fill:none; stroke-width:1.4; stroke-linejoin:round; }
.grid { stroke:#d9d9d9; stroke-width:.7; }
.best { stroke:#555; stroke-dasharray:3 3; }
.band { stroke:none; fill-opacity:.16; } .bar { stroke:none; }
.chance { stroke:#555; stroke-dasharray:2 3; fill:none; }
.error { stroke:#000; stroke-width:1; fill:none; }
.point { fill-opacity:.55; stroke:none; } .fold { fill:#777; fill-opacity:.35; }
.ring { stroke:#000; stroke-width:.7; stroke-opacity:.8; } .mid { stroke:#000; stroke-width:1.6; }
)css";

constexpr const char* kPalette[] = {"#2458c5", "#c2560c", "#1a7f4b",
                                    "#8a3ab9", "#a8324a", "#5b6b1f"};

/// Fonts that TeX's and Microsoft's Times look like, then one that every system has.
constexpr const char* kTimes =
    "'Times New Roman','Nimbus Roman','TeX Gyre Termes','Liberation Serif','DejaVu Serif',serif";

std::string style_sheet(const PaperStyle& style) {
  auto out = std::string(kStyle);
  out.replace(out.find("@fonts"), 6, style.fonts);
  int i = 0;
  for (const auto* color : kPalette) {
    ++i;
    out += fmt::format(".f{0},.dot.c{0} {{ fill:{1}; }} .line.c{0} {{ stroke:{1}; }}\n", i, color);
  }
  return out;
}

}  // namespace

const std::vector<PaperStyle>& paper_styles() {
  static const std::vector<PaperStyle> all = {
      {"ieee", 3.5, 7.16, kTimes}, {"interspeech", 3.15, 6.69, kTimes}, {"acl", 3.03, 6.3, kTimes}};
  return all;
}

double pixels_of(double inches) { return inches * kPixelsPerInch; }

std::string paper_svg(const std::string& svg, const PaperStyle& style, double inches) {
  SERHOST_CHECK(svg.starts_with("<svg "));
  const auto [width, height] = svg::size_of(svg);
  const double own = std::min(inches, width / kPixelsPerInch);
  const auto end = svg.find('>');
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
             "width=\"{:.4g}in\" height=\"{:.4g}in\">\n<style>{}</style>\n",
             width, height, own, own * height / width, style_sheet(style)) +
         svg.substr(end + 1) + "\n";
}

}  // namespace serhost::report
