// The README.md of an exported model: what a model hub reads, how it is used, and the run's card.
#pragma once

#include <string>
#include <vector>

#include "app/trained_run.hpp"

namespace serhost::app {

/// `notes`: in what the exported model differs from the run's, each a sentence.
std::string exported_card(const TrainedRun& trained, const std::vector<std::string>& notes);

}  // namespace serhost::app
