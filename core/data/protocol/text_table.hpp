// A table of text for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace serhost::data {

/// Columns: the first ones, which hold names, flush left, the others flush right, two blanks
/// between.
class TextTable {
 public:
  explicit TextTable(std::size_t names = 1) : names_(names) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

 private:
  std::size_t names_;
  std::vector<std::vector<std::string>> rows_;
};

/// A number with `digits` decimals.
std::string fixed(double value, int digits);

}  // namespace serhost::data
