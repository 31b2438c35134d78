// docs/datasets.md says of every corpus what its tree and its description say.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "trees.hpp"

namespace serhost::corpora {
namespace {

/// Cells of the lines that begin with "| `".
std::vector<std::vector<std::string>> rows_of_page() {
  std::vector<std::vector<std::string>> out;
  std::ifstream in(std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) / "docs/datasets.md");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    std::istringstream text(line.substr(2));
    for (std::string cell; std::getline(text, cell, '|');) {
      const auto first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
      cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    out.push_back(std::move(cells));
  }
  return out;
}

std::string text_of(const std::map<std::string, std::size_t>& counts) {
  std::string out;
  for (const auto& [name, count] : counts)
    out += (out.empty() ? "" : ", ") + name + " " + std::to_string(count);
  return out.empty() ? "-" : out;
}

TEST(Page, HasEveryCorpusWithItsCounts) {
  std::set<std::string> found;
  const auto rows = rows_of_page();
  for (const auto& one : published()) {
    const auto name = "`" + one.plugin + "`";
    bool there = false;
    for (const auto& row : rows) {
      there = there || (row.size() >= 5 && row[0] == name && row[1] == std::to_string(one.clips) &&
                        row[2] == (one.speakers > 0 ? std::to_string(one.speakers) : "-") &&
                        row[3] == text_of(one.labels) && row[4] == text_of(one.splits));
    }
    EXPECT_TRUE(there) << "docs/datasets.md should have the row\n| " << name << " | " << one.clips
                       << " | " << (one.speakers > 0 ? std::to_string(one.speakers) : "-") << " | "
                       << text_of(one.labels) << " | " << text_of(one.splits) << " |";
  }
}

}  // namespace
}  // namespace serhost::corpora
