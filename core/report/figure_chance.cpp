// One line for all systems where their chance is one.
#include "report/figure_chance.hpp"

#include <cmath>

#include "report/chance.hpp"

namespace serhost::report {

std::string chance_note(const Grid& grid, const std::string& metric) {
  if (!has_chance(grid.runs())) return "";
  return (common_chance(grid.runs(), metric) > 0.0 ? " Dotted: chance, " : " Chance: ") +
         chance_text(grid.runs(), metric) + ".";
}

double chance_mark(const Grid& grid, const std::string& metric) {
  const double chance = common_chance(grid.runs(), metric);
  return std::isfinite(chance) ? chance : 0.0;
}

}  // namespace serhost::report
