// Whether the parts of an experiment or of a list leak, and whether all audio can be read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "base/error.hpp"
#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/audit.hpp"
#include "run/events.hpp"

namespace serhost::app {

/// Of an experiment's folds. Throws Error with all faults of the experiment and its data.
data::AuditResult audit_experiment(const Session& session, const std::filesystem::path& file,
                                   const std::vector<std::string>& overrides,
                                   RunObserver& observer);

/// Of a file or folder of folds with, in `clips`, a list of clips or a file that names their
/// speakers; or of one list of clips alone, which names its own parts.
data::AuditResult audit_list(const Session& session, const std::filesystem::path& subject,
                             const std::optional<std::filesystem::path>& clips,
                             RunObserver& observer);

/// Every pair of clips of an experiment or of a list that hold one recording, whatever the folds.
struct Copies {
  data::Manifest manifest;
  data::AudioFingerprints sounds;
};
Copies find_copies(const Session& session, const std::filesystem::path& subject,
                   const std::vector<std::string>& overrides, RunObserver& observer);

struct Verified {
  std::size_t clips = 0;
  std::optional<std::filesystem::path> compared_with;  ///< clips.csv of a run
  Faults faults;                                       ///< all that is wrong with the data
  std::vector<std::string> notes;                      ///< what is odd about it, a sentence each
};

/// Decodes every clip of an experiment and compares it with what a run saw: the one in `run`, else
/// runs/<name> if it is there and of this very experiment. Throws Error for faults of the
/// experiment, Error(missing) if `run` holds no list of clips.
Verified verify_data(const Session& session, const std::filesystem::path& file,
                     const std::vector<std::string>& overrides,
                     const std::optional<std::filesystem::path>& run, RunObserver& observer);

}  // namespace serhost::app
