// The ledger of a sweep, which may come from another machine: read twice, it says the same.
#include <fstream>
#include <string>

#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "sweep/ledger.hpp"

namespace {

/// SQLite looks through links to files in memory, so this lies on a disk, in memory if there is
/// one.
std::filesystem::path place() {
  namespace fs = std::filesystem;
  std::error_code none;
  const fs::path shared = "/dev/shm";
  return (fs::is_directory(shared, none) ? shared : fs::temp_directory_path()) /
         ("serhost-fuzz-ledger-" + std::to_string(::getpid()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto file = place();
  {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << serhost::fuzz::text(data, size);
    serhost::fuzz::require(out.flush().good());
  }
  try {
    const auto once = serhost::sweep::read_ledger(file), again = serhost::sweep::read_ledger(file);
    serhost::fuzz::require(once.entries.size() == again.entries.size());
    for (std::size_t i = 0; i < once.entries.size(); ++i) {
      const auto &a = once.entries[i], &b = again.entries[i];
      serhost::fuzz::require(a.id == b.id && a.status == b.status && a.result == b.result &&
                             a.overrides.size() == b.overrides.size());
      serhost::fuzz::require(serhost::sweep::name_of(a.status) != nullptr);
    }
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() != serhost::Exit::internal);
  }
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return 0;
}
