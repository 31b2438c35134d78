// Nested selection: of a cell's trials, each fold and seed takes the one that was best on its own
// validation part, and is tested with that one alone. No clip is ever tested by hyper-parameters
// that it helped to choose.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace serhost::sweep {

/// A trial whose run is finished.
struct Trial {
  std::int64_t number = 1;
  std::string id;
  std::filesystem::path run;
};

/// What was chosen for one fold and seed.
struct Selected {
  std::int64_t fold = 1, seed = 0, trial = 1;
  double validation = 0.0;
};

/// Writes the run of the tuned cell into `folder`: for every fold and seed the history and the
/// predictions of the trial that was chosen there, ties going to the lower number. `budget` trials
/// were planned for it; both counts are in the record's notes. A run that is there and finished is
/// made anew. Throws Error(damaged) where the trials are not of one experiment but for their
/// hyper-parameters.
std::vector<Selected> select_nested(const std::vector<Trial>& trials, std::int64_t budget,
                                    const std::string& name, const std::filesystem::path& folder);

}  // namespace serhost::sweep
