// Figures for papers: the same drawings as on a page, with the widths of a column, black on white,
// and a font that goes with the text around them.
#pragma once

#include <string>
#include <vector>

namespace serhost::report {

/// Widths as the authors' kits of the venue give them, in inches.
struct PaperStyle {
  std::string name;
  double column, page;  ///< of one column; of both
  std::string fonts;    ///< names, the best first
};

/// The first is the default.
const std::vector<PaperStyle>& paper_styles();

/// Pixels of a drawing that is `inches` wide at the size at which its letters have 8 points.
double pixels_of(double inches);

/// A picture that stands alone, from one of charts.hpp or svg.hpp: at most `inches` wide, never
/// made larger, with all of its style in it and nothing of a page's.
std::string paper_svg(const std::string& svg, const PaperStyle& style, double inches);

}  // namespace serhost::report
