// Grid, document, maps, format.
#include "app/report_text.hpp"

#include <utility>
#include <variant>

#include "app/remedy.hpp"
#include "app/report_maps.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "report/report.hpp"
#include "report/report_figures.hpp"

namespace serhost::app {
namespace {

void add_maps(const Session& session, const report::Grid& grid, report::Document& document,
              RunObserver& observer) {
  for (const auto system : report::best_of_rows(grid)) {
    if (const auto why = why_no_map(grid.systems[system].run.facts.task); !why.empty()) {
      observer.log(grid.name_of(system) + ": " + why);
      continue;
    }
    auto section = maps_of(session, grid.systems[system], grid.name_of(system), observer);
    for (auto& block : section.blocks) {
      if (auto* figure = std::get_if<report::Figure>(&block))
        figure->id += "-" + std::to_string(system);  // a page has each name once
    }
    document.sections.push_back(std::move(section));
  }
}

/// The tables of a document as sheets, an empty line between two.
std::string sheets_of(const report::Document& document) {
  std::vector<std::string> out;
  for (const auto& section : document.sections) {
    for (const auto& block : section.blocks) {
      if (const auto* const table = std::get_if<report::Table>(&block))
        out.push_back(report::csv_of(*table));
    }
  }
  return join(out, "\n");
}

std::string text_in(ReportFormat format, const report::Document& document) {
  switch (format) {
    case ReportFormat::latex:
      return report::latex_of(document);
    case ReportFormat::markdown:
      return report::markdown_of(document);
    default:
      return report::html_of(document);
  }
}

}  // namespace

std::string report_title(const FoundRuns& found, const std::vector<std::string>& arguments) {
  const auto& runs = found.runs;
  if (!found.sweep.empty()) return found.sweep;
  if (runs.size() == 1) return runs.front().name;
  const auto folder = folder_path(arguments.front());
  return arguments.size() == 1 && folder.filename() != "." ? folder.filename().string()
                                                           : count_of(runs.size(), "run");
}

std::string report_text(const Session& session, FoundRuns found, const ReportJob& job,
                        RunObserver& observer) {
  SERHOST_CHECK(!job.maps || job.format == ReportFormat::html);
  const auto grid = report::make_grid(std::move(found.runs), job.how);
  if (!grid.reasons.empty() && !job.force) {
    throw RemediableError(Exit::failed,
                          "these results are not comparable, so they are not put into one table; "
                          "they differ in\n  " +
                              join(grid.reasons, "\n  "),
                          Remedy::force);
  }
  if (!grid.not_shown.empty()) observer.log(report::not_shown_text(grid));
  const bool csv = job.format == ReportFormat::csv;
  if (csv && job.table.empty()) return report::grid_csv(grid);
  auto document = report::report_of(grid, job.title);
  if (!job.table.empty()) document = report::only_table(document, job.table);
  if (csv) return sheets_of(document);
  document.stamps.insert(document.stamps.end(), found.warnings.begin(), found.warnings.end());
  if (job.maps) add_maps(session, grid, document, observer);
  return text_in(job.format, document);
}

}  // namespace serhost::app
