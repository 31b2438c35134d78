// Where a system of rated dimensions is right: predictions against ratings, and what is left.
#include "report/rating_figures.hpp"
#include "report/report_figures.hpp"
#include "report/section.hpp"

namespace serhost::report {
namespace {

constexpr std::string_view kPredicted = "predicted_";

std::vector<Block> ratings_blocks(const Grid& grid) {
  std::vector<Block> out;
  const auto& facts = grid.systems.front().run.facts;
  if (facts.task != "regression") return out;
  const auto add = [&out](Figure figure) {
    if (!figure.svg.empty()) out.emplace_back(std::move(figure));
  };
  for (const auto system : best_of_rows(grid)) {
    for (const auto& column : facts.columns) {
      if (!column.starts_with(kPredicted)) continue;
      const auto dimension = column.substr(kPredicted.size());
      add(rating_scatter(grid, system, dimension));
      add(rating_residuals(grid, system, dimension));
    }
  }
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(ratings) {
  return {
      .title = "Ratings and residuals", .order = 410, .blocks = serhost::report::ratings_blocks};
}
