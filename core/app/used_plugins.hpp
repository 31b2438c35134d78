// Which plugins an experiment uses and where each came from, for serhost.lock.
#pragma once

#include <filesystem>
#include <vector>

#include "config/experiment.hpp"
#include "pack/lock.hpp"

namespace serhost::app {

/// Every component that the experiment names, nested ones too, sorted by kind and name. A plugin of
/// a pack that has been changed since it was installed counts as a file.
std::vector<pack::LockedPlugin> used_plugins(const config::Experiment& experiment);

/// The serhost.lock beside an experiment file. Throws RemediableError(missing).
pack::LockFile read_lock_beside(const std::filesystem::path& experiment);

/// Throws Error(untrusted) that says which plugins are not as the lock says.
void require_locked(const config::Experiment& experiment, const pack::LockFile& lock,
                    const std::string& lock_name);

/// As above, but a plugin that is bundled here and there may be of another version of the program:
/// returns a sentence for each, for the log.
std::vector<std::string> require_locked_but_bundled(const config::Experiment& experiment,
                                                    const pack::LockFile& lock,
                                                    const std::string& lock_name);

}  // namespace serhost::app
