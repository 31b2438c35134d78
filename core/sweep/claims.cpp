// The mark of a claim arrives with its name in one step: a symbolic link, or, where the file system
// has none, a folder with a file in it that is moved into place. Neither replaces one that is
// there.
#include "sweep/claims.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"

namespace serhost::sweep {

namespace fs = std::filesystem;
namespace {

constexpr const char* kMark = "owner";
constexpr const char* kName = "name";  // in a mark that is a folder

bool has_no_links(int reason) {
  return reason == EPERM || reason == ENOSYS || reason == EOPNOTSUPP || reason == EMLINK ||
         reason == EACCES;
}

/// 0, or the errno: EEXIST where another one was first.
int mark_by_folder(const fs::path& cell, const std::string& owner) {
  const auto word = owner.substr(0, owner.find(' '));
  const auto own = cell / (".owner." + word + "." + std::to_string(::getpid()));
  remove_tree(own);
  make_directory(own);
  replace_file(own / kName, owner + "\n");
  if (std::rename(own.c_str(), (cell / kMark).c_str()) == 0) return 0;
  const int reason = errno;
  remove_tree(own);
  return reason == ENOTEMPTY || reason == ENOTDIR ? EEXIST : reason;
}

int mark(const fs::path& cell, const std::string& owner) {
  if (::symlink(owner.c_str(), (cell / kMark).c_str()) == 0) return 0;
  return has_no_links(errno) ? mark_by_folder(cell, owner) : errno;
}

}  // namespace

bool claim(const fs::path& claims, const std::string& cell, const std::string& owner) {
  make_directory(claims);
  const auto folder = claims / cell;
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST)
    throw_io_error(folder, "cannot be made");
  const int reason = mark(folder, owner);
  if (reason == 0) {
    sync_directory(folder);
    return true;
  }
  if (reason == ENOTDIR)
    throw Error(Exit::cannot_create, folder.string() +
                                         " is a file, but must be the folder of a "
                                         "claim; remove it");
  if (reason != EEXIST) {
    errno = reason;
    throw_io_error(folder / kMark, "cannot be made");
  }
  const auto there = owner_of(claims, cell).value_or("");
  return there.substr(0, there.find(' ')) == owner.substr(0, owner.find(' '));
}

std::optional<std::string> owner_of(const fs::path& claims, const std::string& cell) {
  const auto mark = claims / cell / kMark;
  std::error_code none;
  if (auto owner = fs::read_symlink(mark, none); !none) return owner.string();
  if (!fs::is_regular_file(mark / kName, none)) return std::nullopt;
  auto text = read_file(mark / kName);
  return text.substr(0, text.find('\n'));
}

}  // namespace serhost::sweep
