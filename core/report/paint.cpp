// The less important numbers stand on the right, so that a narrow terminal loses those.
#include "report/paint.hpp"

#include <algorithm>

#include "report/escape.hpp"

namespace serhost::report {

std::vector<std::string> wrapped(const std::vector<std::string>& parts, const std::string& between,
                                 std::size_t width) {
  std::vector<std::string> lines;
  for (const auto& part : parts) {
    if (!lines.empty() && columns(lines.back()) + columns(between) + columns(part) <= width)
      lines.back() += between + part;
    else lines.push_back(clipped(part, width));
  }
  return lines;
}

std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t width,
                    const Paint& paint) {
  std::vector<std::size_t> wide;
  for (const auto& row : rows) {
    wide.resize(std::max(wide.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c) wide[c] = std::max(wide[c], columns(row[c]));
  }
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto line = left(rows[r].front(), wide.front());
    for (std::size_t c = 1; c < rows[r].size(); ++c) {
      if (columns(line) + wide[c] + 3 > width) break;
      line += "   " + right(rows[r][c], wide[c]);
    }
    out += (r == 0 ? paint.dim(line) : line) + "\n";
  }
  return out;
}

}  // namespace serhost::report
