// What figures say of chance.
#pragma once

#include <string>

#include "report/grid.hpp"

namespace serhost::report {

/// Beside a figure: " Dotted: chance, 25.00.", or, where corpora differ, their range without a
/// line; nothing of a task without classes.
std::string chance_note(const Grid& grid, const std::string& metric);

/// Where the dotted line is; 0 for none.
double chance_mark(const Grid& grid, const std::string& metric);

}  // namespace serhost::report
