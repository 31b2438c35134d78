// Archives in one canonical form: POSIX ustar with plain files alone, sorted by path, without times
// and owners. The reader refuses whatever the writer would not have written, byte for byte, so that
// one content has one archive and nothing hides in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::pack {

struct File {
  std::string path;  ///< relative, parts joined by '/'
  bool executable = false;
  std::string bytes;
};

struct ArchiveLimits {
  std::size_t files = 10000;
  std::uint64_t bytes = std::uint64_t{4} << 30;  ///< of all files together
};

/// Why a path may not be in an archive ("goes up with '..'"), or "". Allowed are relative paths of
/// at most 250 bytes of printable ASCII, without empty parts, '.', '..', backslashes and colons, so
/// that they mean the same on every system.
std::string reason_against_path(std::string_view path);

/// The reason why two of the paths cannot lie side by side on every file system: equal, equal but
/// for case, or one the folder of another; or "".
std::string reason_against_paths(const std::vector<File>& files);

/// Throws std::logic_error for paths that may not be in an archive.
std::string write_ustar(std::vector<File> files);

/// Throws Error(untrusted) that says what is wrong with which entry: a link, a device, a folder, a
/// set-id bit, a path or pair of paths as above, a checksum, a cut or a trailing piece, more than
/// the limits, or a field that is not in canonical form. `what` names the archive in messages.
std::vector<File> read_ustar(std::string_view bytes, const std::string& what,
                             const ArchiveLimits& limits = {});

}  // namespace serhost::pack
