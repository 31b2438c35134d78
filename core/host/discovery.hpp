// Looks at every plugin file of the given places and says of each what it holds or why it is
// refused.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/abi_record.hpp"
#include "host/probe_result.hpp"
#include "host/registry.hpp"

namespace serhost::host {

struct Inspected {
  std::filesystem::path file;           ///< absolute
  std::size_t place = 0;                ///< index into the folders of the places
  std::optional<AbiRecord> record;      ///< where it could be read
  std::vector<ProbeResult> components;  ///< empty where refused
  std::string refusal;                  ///< the reason alone, or empty
};

/// In the order of the places, then by file name. Throws Error(missing) for a given folder that
/// does not exist.
std::vector<Inspected> inspect(const PluginSearchPath& places, bool probe);

/// "plugin 'x.so' refused: <reason>"
std::string refusal_message(const std::filesystem::path& file, const std::string& reason);

}  // namespace serhost::host
