// What a pack is identified by: a hash over its sources, the same on every platform, whoever signed
// it and whatever was built from it.
#pragma once

#include <string>
#include <vector>

#include "pack/ustar.hpp"

namespace serhost::pack {

inline constexpr const char* kBinaries = "binaries/";

/// SHA-256 (64 digits) over a line "<sha256> <x or -> <path>" for every file but those under
/// binaries/, sorted by path.
std::string content_hash(std::vector<File> files);

/// The binaries of one ABI, as a host with `abi` lays them out in its plugin folder.
struct Binaries {
  std::string abi;  ///< the folder's name
  std::vector<File>
      files;              ///< paths relative to it, sorted; without the two files of the signature
  std::string signature;  ///< minisign's text
};

/// What whoever built them signs: it binds the files to the sources and the ABI, so that nobody can
/// pass one pack's binaries off as another's.
std::string binaries_text(const std::string& content, const Binaries& binaries);

/// The folders under binaries/ of a pack with the hash `content`. Throws Error(untrusted) where one
/// holds no list or signature, or a list that does not say what is there.
std::vector<Binaries> binaries_of(const std::vector<File>& files, const std::string& content,
                                  const std::string& what);

/// The files of a pack that hold `binaries` with its list and signature.
std::vector<File> packed(const std::string& content, const Binaries& binaries);

}  // namespace serhost::pack
