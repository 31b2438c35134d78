// A list of clips of the data set plugin `manifest`: CSV, or JSON lines.
#include <stdexcept>

#include "../../plugins/datasets/manifest/table.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    manifest::Problems problems(file.path());
    std::size_t before = 0;
    for (const auto& row : manifest::read_table(file.path(), problems)) {
      serhost::fuzz::require(row.line > before);
      before = row.line;
    }
    problems.throw_if_any();
  } catch (const std::runtime_error&) {}
  return 0;
}
