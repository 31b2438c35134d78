// CSV that people open in a spreadsheet.
#pragma once

#include <string>
#include <vector>

namespace serhost {

/// As csv_line (base/csv.hpp), but a field that would be a formula, or hide one, gets a "'" in
/// front: it begins with "=", "@", a tab or a carriage return, or with "+" or "-" and is no number.
/// Never for what is read back: names and numbers are exact there.
std::string sheet_line(std::vector<std::string> fields);

}  // namespace serhost
