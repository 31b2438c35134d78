// Where a system of rated dimensions is right: predictions against ratings, and what is left.
#include "report/rating_figures.hpp"
#include "report/report_figures.hpp"
#include "report/section.hpp"

namespace serhost::report {
namespace {

std::vector<Block> ratings_blocks(const Grid& grid) {
  std::vector<Block> out;
  for (const auto system : best_of_rows(grid)) {
    for (auto& figure : rating_figures(grid, system)) out.emplace_back(std::move(figure));
  }
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(ratings) {
  return {
      .title = "Ratings and residuals", .order = 410, .blocks = serhost::report::ratings_blocks};
}
