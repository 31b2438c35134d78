// Names to formats, styles and inches.
#include "cli/picture_options.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::cli {
namespace {

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> all = {"svg", "pdf", "png"};
  return all;
}

std::vector<std::string> style_names() {
  std::vector<std::string> out;
  for (const auto& style : report::paper_styles()) out.push_back(style.name);
  return out;
}

app::PictureFormat picture_format(const Parsed& parsed, const std::filesystem::path& out) {
  const auto& formats = format_names();
  auto format = parsed.find("format");
  if (!format) {
    const auto ending = out.extension().string();
    format = ending.empty() ? "pdf" : ending.substr(1);
  }
  const auto at = std::find(formats.begin(), formats.end(), *format);
  if (at == formats.end())
    throw UsageError("no format '" + *format + "' of a picture: pdf, svg or png." +
                     suggestion(*format, formats));
  constexpr app::PictureFormat kFormats[] = {app::PictureFormat::svg, app::PictureFormat::pdf,
                                             app::PictureFormat::png};
  return kFormats[at - formats.begin()];
}

report::PaperStyle style_of(const Parsed& parsed) {
  const auto name = parsed.text("style");
  for (const auto& style : report::paper_styles()) {
    if (style.name == name) return style;
  }
  throw UsageError("no style '" + name + "'." + suggestion(name, style_names()));
}

double inches_of(const Parsed& parsed, const report::PaperStyle& style) {
  const auto width = parsed.text("width");
  if (width == "column") return style.column;
  if (width == "page") return style.page;
  double out = 0.0;
  if (!read_number(width, out) || out < 1.0 || out > 20.0)
    throw UsageError("--width takes column, page, or inches from 1 to 20, not '" + width + "'");
  return out;
}

}  // namespace

Options picture_options() {
  return {
      {.name = "format", .help = "pdf, svg or png (default: as FILE ends, else pdf)", .value = "F"},
      {.name = "style",
       .help = "widths and fonts of a venue: " + join(style_names(), ", "),
       .value = "NAME",
       .fallback = "ieee"},
      {.name = "width",
       .help = "column, page (both columns), or inches",
       .value = "W",
       .fallback = "column"}};
}

const char* ending_of(app::PictureFormat format) {
  if (format == app::PictureFormat::svg) return ".svg";
  return format == app::PictureFormat::png ? ".png" : ".pdf";
}

bool names_picture(const std::filesystem::path& path) {
  const auto ending = path.extension().string();
  const auto& formats = format_names();
  return !ending.empty() && !std::filesystem::is_directory(path) &&
         std::find(formats.begin(), formats.end(), ending.substr(1)) != formats.end();
}

PictureOptions picture_options_of(const Parsed& parsed, const std::filesystem::path& out) {
  const auto style = style_of(parsed);
  return {picture_format(parsed, out), style, inches_of(parsed, style)};
}

}  // namespace serhost::cli
