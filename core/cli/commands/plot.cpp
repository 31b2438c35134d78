// serhost plot: a figure of a run or a sweep for a paper.
#include "app/plot.hpp"

#include <algorithm>
#include <iostream>

#include "app/output_place.hpp"
#include "app/plots.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/grid_options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {
namespace {

std::string figures_text() {
  std::vector<std::string> out;
  for (const auto& plot : app::all_plots()) out.push_back(plot.name + ": " + plot.meaning);
  return join(out, "; ");
}

std::string styles_text() {
  std::vector<std::string> out;
  for (const auto& style : report::paper_styles()) out.push_back(style.name);
  return join(out, ", ");
}

/// The format that was named, else that of the file's ending, else PDF.
app::PictureFormat picture_format(const Parsed& parsed) {
  const std::vector<std::string> formats = {"svg", "pdf", "png"};
  auto format = parsed.find("format");
  if (!format) {
    const auto ending = parsed.path("out").value_or("").extension().string();
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
  std::vector<std::string> names;
  for (const auto& style : report::paper_styles()) {
    if (style.name == name) return style;
    names.push_back(style.name);
  }
  throw UsageError("no style '" + name + "'." + suggestion(name, names));
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

const char* ending_of(app::PictureFormat format) {
  if (format == app::PictureFormat::svg) return ".svg";
  return format == app::PictureFormat::png ? ".png" : ".pdf";
}

Options options_of_plot() {
  Options out = {
      {.name = "figure", .help = figures_text(), .value = "NAME"},
      {.name = "format", .help = "pdf, svg or png (default: as FILE ends, else pdf)", .value = "F"},
      {.name = "style",
       .help = "widths and fonts of a venue: " + styles_text(),
       .value = "NAME",
       .fallback = "ieee"},
      {.name = "width",
       .help = "column, page (both columns), or inches",
       .value = "W",
       .fallback = "column"},
      {.name = "system",
       .help = "show this one of several, by its name in tables (repeatable)",
       .value = "NAME",
       .repeatable = true},
      {.name = "by",
       .help = "what a map is colored by: emotion, arousal or speaker",
       .value = "WHAT",
       .fallback = "emotion"},
      {.name = "out", .help = "the file (default: FIGURE.pdf)", .value = "FILE"},
      {.name = "data",
       .help = "also write the numbers of the figure here, as CSV",
       .value = "FILE"},
      {.name = "force", .help = "show results side by side that are not comparable"}};
  const auto grid = grid_options();
  out.insert(out.begin() + 2, grid.begin(), grid.end());
  return out;
}

}  // namespace

int plot_command(std::vector<std::string> arguments) {
  const auto parsed = parse("plot", arguments, options_of_plot(), 1, 10000);
  if (parsed.help) return 0;
  if (!parsed.has("figure"))
    throw UsageError("plot needs --figure NAME, one of\n  " + figures_text());
  const auto style = style_of(parsed);
  auto found = app::runs_of(parsed.positional);
  for (const auto& warning : found.warnings) {
    if (!parsed.globals.quiet) std::cerr << "warning: " << printable_lines(warning) << "\n";
  }
  app::PlotJob job{.figure = parsed.text("figure"),
                   .format = picture_format(parsed),
                   .style = style,
                   .inches = inches_of(parsed, style),
                   .systems = parsed.texts("system"),
                   .by = parsed.text("by"),
                   .how = grid_options_of(parsed, found),
                   .force = parsed.has("force")};
  const auto file = parsed.path("out").value_or(job.figure + ending_of(job.format));
  app::check_output(file, {ending_of(job.format)});
  if (parsed.has("data")) app::check_output(*parsed.path("data"), {".csv", ".txt"});
  ProgressDisplay display(parsed.globals);
  const auto plotted = app::plot(parsed.globals, std::move(found), job, display);
  replace_file(file, plotted.picture);
  if (parsed.has("data")) replace_file(*parsed.path("data"), plotted.csv);
  if (destination_of(file) != Destination::stream) {
    print("figure: {}\n", file.string());
    if (!plotted.note.empty()) print("caption: {}\n", printable_lines(plotted.note));
  }
  return 0;
}

}  // namespace serhost::cli
