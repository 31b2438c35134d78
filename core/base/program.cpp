// /proc/self/exe is this program wherever it was installed and however it was found.
#include "base/program.hpp"

#include <system_error>

namespace serhost {
namespace {

std::filesystem::path& named() {
  static std::filesystem::path file;
  return file;
}

}  // namespace

std::filesystem::path program_file() {
  if (!named().empty()) return named();
  std::error_code failed;
  auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::filesystem::path() : self;
}

void set_program_file(const std::filesystem::path& file) { named() = file; }

}  // namespace serhost
