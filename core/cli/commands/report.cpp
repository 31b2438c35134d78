// serhost report: tables and figures of a run, or of many laid out over two of their keys.
#include "report/report.hpp"

#include <algorithm>
#include <iostream>

#include "app/report_inputs.hpp"
#include "app/report_maps.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "report/report_figures.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

std::string title_of(const app::FoundRuns& found, const std::vector<std::string>& arguments) {
  const auto& runs = found.runs;
  if (!found.sweep.empty()) return found.sweep;
  if (runs.size() == 1) return runs.front().name;
  const auto folder = folder_path(arguments.front());
  return arguments.size() == 1 && folder.filename() != "." ? folder.filename().string()
                                                           : count_of(runs.size(), "run");
}

/// Where a page goes that was not given a place: into the one folder that was named, else the
/// working folder.
fs::path page_of(const std::vector<std::string>& arguments) {
  return arguments.size() == 1 ? fs::path(arguments.front()) / "report.html"
                               : fs::path("report.html");
}

}  // namespace

int report_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("format", po::value<std::string>()->default_value("html")->value_name("F"),
       "html, csv, latex or md")
      ("rows", po::value<std::string>()->default_value("backbone")->value_name("KEY"),
       "what the rows are: backbone, loss, dataset, or a key of the experiment such as "
       "train.optimizer.lr")
      ("columns", po::value<std::string>()->default_value("loss")->value_name("KEY"),
       "what the columns are")
      ("metric", po::value<std::string>()->default_value("ua")->value_name("NAME"),
       "the figure of the matrix: ua, wa, wf1, macro_f1, micro_f1, ece, brier")
      ("against", po::value<std::string>()->value_name("VALUE"),
       "the column that the others are compared with (default: the first)")
      ("out", po::value<std::string>()->value_name("FILE"),
       "where to write (default: report.html in the folder that was named; other formats: "
       "standard output)")
      ("maps",
       "also map the clips by what the first head layer of each row's best system makes of them "
       "(needs checkpoints and audio)")
      ("force", "put figures that do not mean the same into one table, and say so");
  // clang-format on
  const auto parsed = parse("report", arguments, options, 1, 10000);
  if (parsed.help) return 0;
  const std::vector<std::string> formats = {"html", "csv", "latex", "md"};
  const auto format = parsed.text("format");
  if (std::find(formats.begin(), formats.end(), format) == formats.end())
    throw UsageError("no format '" + format + "'." + suggestion(format, formats));

  auto found = app::runs_of(parsed.positional);
  for (const auto& warning : found.warnings) {
    if (!parsed.globals.quiet) std::cerr << "warning: " << printable_lines(warning) << "\n";
  }
  const auto title = title_of(found, parsed.positional);
  report::GridOptions how;
  how.rows = parsed.text("rows");
  how.columns = parsed.text("columns");
  how.how.metric = parsed.text("metric");
  if (parsed.has("against")) how.against = parsed.text("against");
  const auto grid = report::make_grid(std::move(found.runs), how);
  if (!grid.reasons.empty() && !parsed.has("force")) {
    throw Error(Exit::failed,
                "these figures do not mean the same, so they are not put into one table; they "
                "differ in\n  " +
                    join(grid.reasons, "\n  ") + "\n--force does it all the same and says so");
  }
  if (parsed.has("maps") && format != "html")
    throw UsageError("--maps are figures, which only --format html has");
  std::string text;
  if (format == "csv") {
    text = report::grid_csv(grid);
  } else {
    auto document = report::report_of(grid, title);
    document.stamps.insert(document.stamps.end(), found.warnings.begin(), found.warnings.end());
    if (parsed.has("maps")) {
      for (const auto system : report::best_of_rows(grid)) {
        ProgressDisplay display(parsed.globals, 0);
        auto section =
            app::maps_of(parsed.globals, grid.systems[system], grid.name_of(system), display);
        for (auto& block : section.blocks) {
          if (auto* figure = std::get_if<report::Figure>(&block))
            figure->id += "-" + std::to_string(system);  // a page has each name once
        }
        document.sections.push_back(std::move(section));
      }
    }
    text = format == "latex" ? report::latex_of(document)
           : format == "md"  ? report::markdown_of(document)
                             : report::html_of(document);
  }
  if (!parsed.has("out") && format != "html") {
    std::cout << text;
    return 0;
  }
  const auto file = parsed.has("out") ? fs::path(parsed.text("out")) : page_of(parsed.positional);
  replace_file(file, text);
  std::cout << "report: " << file.string() << "\n";
  return 0;
}

}  // namespace serhost::cli
