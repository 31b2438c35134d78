// Grid, systems, figure, style, format.
#include "app/plot.hpp"

#include <algorithm>

#include "app/plots.hpp"
#include "app/remedy.hpp"
#include "base/text.hpp"
#include "report/report_figures.hpp"

namespace serhost::app {
namespace {

constexpr std::size_t kColors = 6;

const PlotInfo& find_plot(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& plot : all_plots()) {
    if (plot.name == name) return plot;
    names.push_back(plot.name);
  }
  throw UsageError("no figure '" + name + "'." + suggestion(name, names));
}

std::vector<std::string> names_of(const report::Grid& grid) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < grid.systems.size(); ++i) out.push_back(grid.name_of(i));
  return out;
}

std::vector<std::size_t> chosen_systems(const report::Grid& grid, const PlotJob& job,
                                        const PlotInfo& info) {
  const auto names = names_of(grid);
  std::vector<std::size_t> out;
  for (const auto& name : job.systems) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end())
      throw UsageError("no system '" + name + "' among these runs: " + join(names, ", ") + "." +
                       suggestion(name, names));
    out.push_back(static_cast<std::size_t>(at - names.begin()));
  }
  if (info.of == PlotOf::whole_grid) {
    if (!out.empty()) throw UsageError("the figure '" + info.name + "' shows all systems");
    return report::all_systems(grid);
  }
  if (job.systems.empty()) out = report::all_systems(grid);
  const std::size_t most = info.of == PlotOf::one_system ? 1 : kColors;
  if (out.size() > most)
    throw UsageError("the figure '" + info.name + "' shows " +
                     (most == 1 ? "one system" : "at most six systems") + ", and there are " +
                     std::to_string(out.size()) + "; choose by name: " + join(names, ", "));
  return out;
}

void require_comparable(const report::Grid& grid, const PlotJob& job, std::size_t systems) {
  if (systems < 2 || grid.reasons.empty() || job.force) return;
  throw RemediableError(
      Exit::failed,
      "these results are not comparable, so they are not put into one figure; they differ in\n  " +
          join(grid.reasons, "\n  "),
      Remedy::force);
}

}  // namespace

Plotted plot(const Session& session, FoundRuns found, const PlotJob& job, RunObserver& observer) {
  const auto& info = find_plot(job.figure);
  const auto grid = report::make_grid(std::move(found.runs), job.how);
  const auto systems = chosen_systems(grid, job, info);
  require_comparable(grid, job, systems.size());
  for (const auto i : systems) {
    const auto& facts = grid.systems[i].run.facts;
    if (info.of_classification && !facts.is_classification())
      throw UsageError("the figure '" + info.name + "' needs classes, and " + facts.name +
                       " is of the task " + facts.task);
  }
  const auto figure = info.draw({.session = session,
                                 .grid = grid,
                                 .systems = systems,
                                 .width = report::pixels_of(job.inches),
                                 .by = job.by,
                                 .observer = observer});
  SERHOST_CHECK(!figure.svg.empty());
  const auto svg = report::paper_svg(figure.svg, job.style, job.inches);
  return {picture_of(svg, job.format, grid.systems[systems.front()].run.finished), figure.csv,
          figure.note};
}

}  // namespace serhost::app
