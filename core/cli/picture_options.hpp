// What every command that draws takes: format, style, width.
#pragma once

#include <filesystem>
#include <string>

#include "app/picture.hpp"
#include "cli/arguments.hpp"
#include "report/paper_style.hpp"

namespace serhost::cli {

/// --format, --style and --width.
Options picture_options();

/// ".pdf", ".svg", ".png".
const char* ending_of(app::PictureFormat format);

/// A file that ends as a picture does, and is not a folder.
bool names_picture(const std::filesystem::path& path);

struct PictureOptions {
  app::PictureFormat format;
  report::PaperStyle style;
  double inches;
};

/// The format is the one that was named, else that of the ending of `out`, else PDF. Throws
/// UsageError.
PictureOptions picture_options_of(const Parsed& parsed, const std::filesystem::path& out);

}  // namespace serhost::cli
