// serhost report: tables and figures of a run, or of many laid out over two of their keys.
#include <algorithm>
#include <iostream>

#include "app/output_place.hpp"
#include "app/report_text.hpp"
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

namespace fs = std::filesystem;

app::ReportFormat format_of(const Parsed& parsed) {
  const std::vector<std::string> formats = {"html", "csv", "latex", "md"};
  const auto format = parsed.text("format");
  const auto at = std::find(formats.begin(), formats.end(), format);
  if (at == formats.end())
    throw UsageError("no format '" + format + "'." + suggestion(format, formats));
  constexpr app::ReportFormat kFormats[] = {app::ReportFormat::html, app::ReportFormat::csv,
                                            app::ReportFormat::latex, app::ReportFormat::markdown};
  return kFormats[at - formats.begin()];
}

/// Where a page goes that was not given a place: into the one folder that was named, else the
/// working folder.
fs::path page_of(const std::vector<std::string>& arguments) {
  return arguments.size() == 1 ? fs::path(arguments.front()) / "report.html"
                               : fs::path("report.html");
}

std::string text_of(const Parsed& parsed, app::ReportFormat format) {
  auto found = app::runs_of(parsed.positional);
  for (const auto& warning : found.warnings) {
    if (!parsed.globals.quiet) std::cerr << "warning: " << printable_lines(warning) << "\n";
  }
  app::ReportJob job{.title = app::report_title(found, parsed.positional),
                     .how = grid_options_of(parsed, found),
                     .format = format,
                     .maps = parsed.has("maps"),
                     .table = parsed.find("table").value_or(""),
                     .force = parsed.has("force")};
  job.how.other_corpora = parsed.has("other-corpora");
  if (parsed.has("against")) job.how.against = parsed.text("against");
  ProgressDisplay display(parsed.globals);
  return app::report_text(parsed.globals, std::move(found), job, display);
}

}  // namespace

int report_command(std::vector<std::string> arguments) {
  Options options = {
      {.name = "format", .help = "html, csv, latex or md", .value = "F", .fallback = "html"},
      {.name = "against",
       .help = "the column that the others are compared with (default: the first)",
       .value = "VALUE"},
      {.name = "out",
       .help = "where to write (default: report.html in the folder that was named; other formats: "
               "standard output)",
       .value = "FILE"},
      {.name = "maps",
       .help = "also map the clips by the output of the first head layer of each row's best system "
               "(needs checkpoints and audio)"},
      {.name = "table",
       .help = "this table alone: matrix, metrics, confusion-table, per-class, per-speaker, or "
               "another of the report",
       .value = "NAME"},
      {.name = "other-corpora",
       .help = "also show published values of corpora that the runs were not tested on"},
      {.name = "force", .help = "put results that are not comparable into one table, and say so"}};
  const auto grid = grid_options();
  options.insert(options.begin() + 1, grid.begin(), grid.end());
  const auto parsed = parse("report", arguments, options, 1, 10000);
  if (parsed.help) return 0;
  const auto format = format_of(parsed);
  const bool page = format == app::ReportFormat::html;
  if (parsed.has("maps") && !page) throw UsageError("--maps needs --format html");
  const auto text = text_of(parsed, format);
  if (!parsed.has("out") && !page) {
    write_out(text);
    return 0;
  }
  const auto file = parsed.path("out").value_or(page_of(parsed.positional));
  app::check_output(file, {".html", ".htm", ".md", ".tex", ".csv", ".txt"});
  const bool stream = destination_of(file) == Destination::stream;
  replace_file(file, text);
  if (!stream) print("report: {}\n", file.string());
  return 0;
}

}  // namespace serhost::cli
