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
#include "data/protocol/corpora_table.hpp"
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
  std::optional<std::filesystem::path> compared_with;  ///< clips.csv of a run, or a pin
  Faults faults;                                       ///< all that is wrong with the data
  std::vector<std::string> notes;                      ///< what is odd about it, a sentence each
};

/// What `data stats` counts. Where the folds cannot be made `folds` is empty, and its notes say
/// why.
struct Counted {
  data::Manifest manifest;
  data::Folds folds;
};
/// `levels`: some clips are decoded for their loudness (data/manifest/levels.hpp).
Counted count_data(const Session& session, const std::filesystem::path& file,
                   const std::vector<std::string>& overrides, RunObserver& observer,
                   bool levels = false);

/// A line for each corpus of an experiment, counted by itself: one that is not there, or at fault,
/// is told in its line. What a paper prints of them stands in <experiment>.published.csv beside the
/// experiment, if there is such a file. Throws Error for faults of the experiment's text.
std::vector<data::CorpusRow> count_corpora(const Session& session,
                                           const std::filesystem::path& file,
                                           const std::vector<std::string>& overrides,
                                           RunObserver& observer);

/// Where the files of an experiment are pinned: <experiment>.pin.csv beside it.
std::filesystem::path pin_beside(const std::filesystem::path& experiment);

/// Writes the list of all files that the experiment reads, with their hashes, to `to`; gives how
/// many there are. Throws Error for faults of the experiment or its data, also clips that would be
/// left out: a damaged copy is not what others should have.
std::size_t pin_data(const Session& session, const std::filesystem::path& file,
                     const std::vector<std::string>& overrides, const std::filesystem::path& to,
                     RunObserver& observer);

/// Decodes every clip of an experiment and compares it with what a run saw: the one in `run`, which
/// may also be a file of pinned files; else with the pin beside the experiment, if there is one;
/// else with runs/<name> if it is there and of this very experiment. Throws Error for faults of the
/// experiment, Error(missing) if `run` holds no list of clips.
Verified verify_data(const Session& session, const std::filesystem::path& file,
                     const std::vector<std::string>& overrides,
                     const std::optional<std::filesystem::path>& run, RunObserver& observer);

}  // namespace serhost::app
