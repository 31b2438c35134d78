// CSV (RFC 4180): reading what others write, where quoted fields may hold commas, line ends and
// doubled quotes; and writing and reading files whose last line an interruption may have torn.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace serhost {

struct CsvRow {
  std::size_t line = 1;             ///< where it begins, from 1
  std::vector<std::string> fields;  ///< as they stand, blanks included
};

struct CsvTable {
  std::vector<CsvRow> rows;    ///< lines without any character are left out
  std::size_t open_quote = 0;  ///< the line of a quote that never closes; 0: none
};

/// Lines end with LF or CRLF; a byte order mark at the beginning is passed over.
CsvTable read_csv(std::string_view text);

/// The records of a CSV text without their line ends. What follows the last line end was not
/// written completely and is left out.
std::vector<std::string_view> csv_records(std::string_view text);

/// A line with its end from fields, each made valid UTF-8 and quoted where it must be.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace serhost
