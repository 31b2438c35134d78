// A list of clips as rows of named texts, from CSV (RFC 4180) or from JSON lines; what the names
// mean is not decided here.
#pragma once

#include <filesystem>
#include <map>
#include <serhost/readers/problems.hpp>
#include <set>
#include <string>
#include <vector>

namespace serhost::readers {

/// A clip as texts by column.
struct Row {
  std::size_t line = 0;                       ///< where it begins, from 1
  std::map<std::string, std::string> fields;  ///< empty texts and JSON nulls are left out
  std::map<std::string, std::string> votes;   ///< of a JSON object `votes`
};

/// A whole list.
struct Table {
  std::vector<Row> rows;        ///< in the order of the list
  std::set<std::string> names;  ///< of the columns
  bool semicolons = false;      ///< split at them: its numbers may be written "0,5"
};

/// Rows of the file; JSON lines where its first character is '{', else a table with a header line,
/// split at commas, tabs, semicolons or bars: what makes the most columns of the header.
Table read_table(const std::filesystem::path& file, Problems& problems);

}  // namespace serhost::readers
