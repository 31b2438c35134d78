// Finds out what plugin files hold by loading them in a child process: a static initializer that
// throws ends a process whatever the loader catches.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/probe_result.hpp"

namespace serhost::host {

struct Probed {
  std::vector<ProbeResult> components;
  std::string refusal;  ///< the reason, or empty
  bool lasting = true;  ///< the file itself decides this answer, so that it may be remembered until
                        ///< the file changes; not so where time or memory ran out, or somebody
                        ///< ended the child
};

struct ProbeOptions {
  /// Executed as `program probe FILE...`; empty: this process forks instead. See probing_program.
  std::filesystem::path program;
  double seconds = 60.0;                           ///< a child may take
  std::size_t at_once = 1;                         ///< children beside each other
  std::function<void(const std::string&)> tell{};  ///< a line, where it takes long
  double quiet_seconds = 3.0;                      ///< before the first of them
};

/// How this process looks into files, set once by whoever speaks with the user: children beside
/// each other (0: as many as cores, 8 at most), and where lines about long waits go.
void set_probe_manners(std::size_t at_once, std::function<void(const std::string&)> tell);

/// The options that follow from it, and from the environment.
ProbeOptions probe_options();

/// SERHOST_PROBE where it is set ("none": empty), this program where it is called serhost,
/// ../bin/serhost beside it where that exists (a test program in <build>/tests), else empty.
std::filesystem::path probing_program();

/// All files in few children; where one dies, each of its files in a child of its own.
std::map<std::filesystem::path, Probed> probe_files(const std::vector<std::filesystem::path>& files,
                                                    const ProbeOptions& options);

/// What load_library and list_components give in this process.
Probed probe_here(const std::filesystem::path& file);

/// What a probing child said of `count` files, in their order; nullopt where `output` is not a
/// whole answer of a child of this very program. A plugin that was loaded may have written
/// anything.
std::optional<std::vector<Probed>> answers_from(const std::string& output, std::size_t count);

/// Changes whenever answers of an older program must not be believed.
std::string probe_version();

}  // namespace serhost::host
