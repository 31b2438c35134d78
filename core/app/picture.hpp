// A drawing as the file that a paper includes.
#pragma once

#include <string>

namespace serhost::app {

enum class PictureFormat { svg, pdf, png };

inline constexpr int kDotsPerInch = 600;  ///< of a PNG: what publishers ask of line art

/// `svg` stands alone and has its size in inches. PDF has its fonts in it, as much of them as the
/// drawing needs, and the date `date` (ISO 8601, UTC), so that the same drawing gives the same
/// bytes; PNG is on white. Both are made by librsvg and cairo, which are loaded when first needed:
/// a program that draws nothing needs neither. Throws Error(unavailable), naming the package, where
/// they are not installed or this program was built without their headers.
/// `dots`: per inch of a PNG.
std::string picture_of(const std::string& svg, PictureFormat format, const std::string& date,
                       double dots = kDotsPerInch);

}  // namespace serhost::app
