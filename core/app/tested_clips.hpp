// What holds of the test clips of an experiment, and must stand beside its metrics: who speaks in
// them, and whether they are heard in full.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "app/experiment_check.hpp"
#include "run/test_speakers.hpp"

namespace serhost::app {

/// Over all folds that are run: `unknown` where any of their clips has no speaker, unless one is
/// known to be shared.
run::TestSpeakers test_speakers(const Prepared& prepared);

/// What stands beside every metric of the experiment, as far as it is known before it is run.
std::vector<std::string> stamps_of(const Prepared& prepared);

/// Test clips that train.max_seconds cuts; 0 where the model takes features. Needs the lengths.
std::size_t cropped_test_clips(const Prepared& prepared);

/// The signature's field.
std::string cropping(const Prepared& prepared);

/// For the log and the record; "" where nothing is cut.
std::string cropping_note(const Prepared& prepared);

}  // namespace serhost::app
