// Reading CSV (RFC 4180) as others write it: quoted fields may hold commas, line ends and doubled
// quotes.
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

}  // namespace serhost
