// Where a system is right: spread over classes and speakers, confusions, and whether its confidence
// can be believed.
#include "report/class_tables.hpp"
#include "report/report_figures.hpp"
#include "report/section.hpp"

namespace serhost::report {
namespace {

std::vector<Block> classes_blocks(const Grid& grid) {
  std::vector<Block> out;
  if (!grid.systems.front().run.facts.is_classification()) return out;
  const auto add = [&out](Figure figure) {
    if (!figure.svg.empty()) out.emplace_back(std::move(figure));
  };
  add(class_spread(grid));
  add(speaker_spread(grid, all_systems(grid)));
  for (const auto system : best_of_rows(grid)) {
    add(confusion_figure(grid, system));
    add(reliability_figure(grid, system));
  }
  for (const auto system : best_of_rows(grid)) {
    const auto& tested = grid.systems[system];
    const auto name = grid.name_of(system);
    for (const auto& table :
         {confusion_table(tested.run, system, name), class_table(tested.run, system, name),
          speaker_table(tested, system, name)}) {
      if (!table.rows.empty()) out.emplace_back(table);
    }
  }
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(classes) {
  return {.title = "Classes, speakers, confidence",
          .order = 400,
          .blocks = serhost::report::classes_blocks};
}
