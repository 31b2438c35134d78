// A table as a paper prints it (published/README.md): what it rests on, its columns and its rows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/published.hpp"

namespace serhost::report {

using Fields = std::map<std::string, std::string>;

struct PrintedTable {
  std::string file;
  Fields facts;                      ///< by key
  std::vector<std::string> columns;  ///< as printed
  std::vector<Fields> rows;          ///< by column

  [[noreturn]] void refuse(const std::string& what) const;  ///< throws std::logic_error
  std::string fact(const std::string& key) const { return find(facts, key); }
  static std::string find(const Fields& fields, const std::string& name) {
    const auto at = fields.find(name);
    return at == fields.end() ? "" : at->second;
  }
  /// The metric of a column; "" where it holds something else.
  std::string metric_of(const std::string& column) const;
};

PrintedTable printed_table(const std::string& file, std::string_view text);

/// The values of a row: one, or one for each column of a table whose columns are corpora.
std::vector<Published> values_of(const PrintedTable& table, const Fields& row);

/// One metric of a row: the column's corpus, if it has one of its own.
Published value_of(const PrintedTable& table, const Fields& row, const std::string& column);

}  // namespace serhost::report
