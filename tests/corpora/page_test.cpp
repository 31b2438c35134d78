// docs/datasets.md says of every corpus what its tree and its description say.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "trees.hpp"

namespace serhost::corpora {
namespace {

/// Cells of the lines that begin with "| `"; a line that begins with "| |" goes on with the last.
std::vector<std::vector<std::string>> rows_of_page() {
  std::vector<std::vector<std::string>> out;
  std::ifstream in(std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) / "docs/datasets.md");
  for (std::string line; std::getline(in, line);) {
    const bool more = line.starts_with("| |") && !out.empty();
    if (!more && !line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    std::istringstream text(line.substr(2));
    for (std::string cell; std::getline(text, cell, '|');) {
      const auto first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
      cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    if (!more) {
      out.push_back(std::move(cells));
      continue;
    }
    for (std::size_t i = 0; i < cells.size() && i < out.back().size(); ++i)
      if (!cells[i].empty()) out.back()[i] += " " + cells[i];
  }
  return out;
}

std::string text_of(const std::map<std::string, std::size_t>& counts) {
  std::string out;
  for (const auto& [name, count] : counts)
    out += (out.empty() ? "" : ", ") + name + " " + std::to_string(count);
  return out.empty() ? "-" : out;
}

std::string speakers_of(const Published& one) {
  if (!one.speakers_by_split.empty()) return text_of(one.speakers_by_split);
  return one.speakers > 0 ? std::to_string(one.speakers) : "-";
}

TEST(Page, HasEveryCorpusWithItsCounts) {
  std::set<std::string> found;
  const auto rows = rows_of_page();
  for (const auto& one : published()) {
    const auto name = "`" + one.plugin + "`";
    bool there = false;
    for (const auto& row : rows) {
      there = there || (row.size() >= 5 && row[0] == name && row[1] == std::to_string(one.clips) &&
                        row[2] == speakers_of(one) && row[3] == text_of(one.labels) &&
                        row[4] == text_of(one.splits));
    }
    EXPECT_TRUE(there) << "docs/datasets.md should have the row\n| " << name << " | " << one.clips
                       << " | " << speakers_of(one) << " | " << text_of(one.labels) << " | "
                       << text_of(one.splits) << " |";
  }
}

}  // namespace
}  // namespace serhost::corpora
