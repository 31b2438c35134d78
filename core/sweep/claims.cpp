// A symbolic link is made with its content in one step, which a file is not.
#include "sweep/claims.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"

namespace serhost::sweep {

namespace fs = std::filesystem;

bool claim(const fs::path& claims, const std::string& cell, const std::string& owner) {
  make_directory(claims);
  const auto folder = claims / cell;
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST)
    throw_io_error(folder, "cannot be made");
  if (::symlink(owner.c_str(), (folder / "owner").c_str()) == 0) {
    sync_directory(folder);
    return true;
  }
  if (errno != EEXIST) throw_io_error(folder / "owner", "cannot be made");
  const auto there = owner_of(claims, cell).value_or("");
  return there.substr(0, there.find(' ')) == owner.substr(0, owner.find(' '));
}

std::optional<std::string> owner_of(const fs::path& claims, const std::string& cell) {
  std::error_code none;
  auto owner = fs::read_symlink(claims / cell / "owner", none);
  if (none) return std::nullopt;
  return owner.string();
}

}  // namespace serhost::sweep
