// A list of clips of the data set plugin `manifest`: CSV, or JSON lines, in UTF-8 or UTF-16.
#include <serhost/readers/column_names.hpp>
#include <stdexcept>

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    serhost::readers::Problems problems(file.path());
    std::size_t before = 0;
    auto table = serhost::readers::read_table(file.path(), problems);
    for (const auto& row : table.rows) {
      serhost::fuzz::require(row.line > before);
      before = row.line;
    }
    problems.throw_if_any();
    serhost::readers::ColumnNames({"label=emotion"}).rename(table, problems);
  } catch (const std::runtime_error&) {}
  return 0;
}
