// A .serbundle file: what another lab needs to run an experiment again and to compare, in one
// archive. It is not signed; the packs in it are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pack/ustar.hpp"

namespace serhost::pack {

inline constexpr const char* kBundleEnding = ".serbundle";

struct Bundle {
  std::string experiment;     ///< every key with the value used; variables stand as variables
  std::string written;        ///< the experiment as it was given, for people
  std::string lock;           ///< serhost.lock
  std::vector<File> packs;    ///< "NAME.serpack"
  std::vector<File> results;  ///< "run.json", "predictions.csv" and others of the run directory

  /// nullptr where there is none of this name.
  const File* result(std::string_view name) const;
};

/// The same bundle gives the same bytes.
std::string write_bundle(const Bundle& bundle, const std::string& what);

/// Throws Error(untrusted) for what is no bundle, with the reason.
Bundle read_bundle(std::string_view bytes, const std::string& what);

}  // namespace serhost::pack
