// A finished run as one file that another lab can run again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace serhost::app {

struct WrittenBundle {
  std::filesystem::path file;
  std::string name;  ///< of the run
  std::size_t packs = 0, results = 0;
};

/// `out`: <name of the run>.serbundle if it is not given. Throws Error: failed for a run that is
/// not finished, damaged where its parts contradict each other or a checkpoint is not as it was
/// written, missing if it was made before there were locks, unavailable with every pack that
/// is no longer installed.
WrittenBundle bundle_run(const std::filesystem::path& run,
                         const std::optional<std::filesystem::path>& out);

}  // namespace serhost::app
