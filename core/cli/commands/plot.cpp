// serhost plot: a figure of a run or a sweep for a paper.
#include "app/plot.hpp"

#include <iostream>

#include "app/output_place.hpp"
#include "app/plots.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/grid_options.hpp"
#include "cli/output.hpp"
#include "cli/picture_options.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {
namespace {

std::string figures_text() {
  std::vector<std::string> out;
  for (const auto& plot : app::all_plots()) out.push_back(plot.name + ": " + plot.meaning);
  return join(out, "; ");
}

Options options_of_plot() {
  Options out = {{.name = "figure", .help = figures_text(), .value = "NAME"},
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
  const auto grid = grid_options(), picture = picture_options();
  out.insert(out.begin() + 1, grid.begin(), grid.end());
  out.insert(out.begin() + 1, picture.begin(), picture.end());
  return out;
}

}  // namespace

int plot_command(std::vector<std::string> arguments) {
  const auto parsed = parse("plot", arguments, options_of_plot(), 1, 10000);
  if (parsed.help) return 0;
  if (!parsed.has("figure"))
    throw UsageError("plot needs --figure NAME, one of\n  " + figures_text());
  const auto picture = picture_options_of(parsed, parsed.path("out").value_or(""));
  auto found = app::runs_of(parsed.positional);
  for (const auto& warning : found.warnings) {
    if (!parsed.globals.quiet) std::cerr << "warning: " << printable_lines(warning) << "\n";
  }
  app::PlotJob job{.figure = parsed.text("figure"),
                   .format = picture.format,
                   .style = picture.style,
                   .inches = picture.inches,
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
