// The directory of a zip archive whose entries are stored, not compressed: what torch.save writes.
// Large files (zip64) too.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace serhost::weights {

struct ZipEntry {
  std::uint64_t begin = 0, size = 0;  ///< of the data, within the file, in bytes
  bool plain = true;                  ///< stored as it is: neither compressed nor encrypted
};

/// Entries by name, those that are not plain included. Everything is checked against the size of
/// the file: entries lie in it and do not overlap. Throws std::runtime_error with the byte.
std::map<std::string, ZipEntry> read_zip(std::string_view bytes);

}  // namespace serhost::weights
