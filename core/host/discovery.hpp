// Looks at every plugin file of the given places and says of each what it holds or why it is
// refused.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
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

/// The plugin files that `inspect` looks at.
std::vector<Inspected> plugin_files(const PluginSearchPath& places);

/// Whoever knows more of a folder than the host does, such as who signed what lies in it, says here
/// why its plugins must not be loaded; "" where they may be. Set once by the program.
void set_folder_judge(std::function<std::string(const std::filesystem::path& folder)> judge);

/// "plugin 'x.so' refused: <reason>"
std::string refusal_message(const std::filesystem::path& file, const std::string& reason);

}  // namespace serhost::host
