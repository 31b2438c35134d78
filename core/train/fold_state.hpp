// How far a fold has come, and its text in state.json of a `last` checkpoint. Knows no torch, so
// that the parser is tested with sanitizers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/events.hpp"
#include "train/logged_sum.hpp"

namespace serhost::train {

/// With the weights and the optimizer's state all that is needed to go on as if nothing had
/// happened: random streams and the order of the clips follow from seed, epoch and update.
struct FoldState {
  std::int64_t fold = 1, seed = 0;
  std::int64_t epoch = 0;         ///< that runs, from 0
  std::int64_t batches_done = 0;  ///< micro-batches of this epoch
  std::int64_t update = 0;
  double loss = 0.0, weight = 0.0;            ///< sums of this epoch so far
  double lr = 0.0;                            ///< of the last update
  std::map<std::string, LoggedSum> logged;    ///< of this epoch so far
  double seconds = 0.0, model_seconds = 0.0;  ///< of the fold so far
  double epoch_seconds = 0.0;                 ///< of this epoch so far
  std::vector<EpochEnded> epochs;             ///< that are over
  std::vector<std::optional<double>>
      selected_by;              ///< what the best one is chosen by, one per epoch
  std::int64_t best_epoch = 0;  ///< whose weights lie in `best/`; 0: none are needed
  std::string frozen;           ///< hash of the frozen weights; "" where there are none
};

std::string text_of(const FoldState& state);

/// The inverse; `file` is for messages. Throws Error(damaged).
FoldState fold_state_of(const std::string& text, const std::filesystem::path& file);

}  // namespace serhost::train
