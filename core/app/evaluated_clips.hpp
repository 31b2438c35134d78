// Which models of a run may be asked about which clips of other data: those that were not trained
// on them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "app/experiment_check.hpp"
#include "app/trained_run.hpp"
#include "run/test_speakers.hpp"

namespace serhost::app {

struct ClipModels {
  std::map<std::size_t, std::vector<std::size_t>> of_clip;  ///< members of the run, by clip
  run::TestSpeakers speakers = run::TestSpeakers::unknown;
  std::vector<std::string> notes;
};

/// For each clip that is tested. Throws Error(damaged) where a clip was trained on by every model
/// of a seed: a leak.
ClipModels models_for_clips(const Prepared& prepared, const TrainedRun& trained);

}  // namespace serhost::app
