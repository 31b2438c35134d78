// Checkpoints of one fold and seed: <root>/fold-F/seed-S/{best,last}/. A folder is complete or is not there: it is written under
// another name and renamed. Frozen weights lie once in <root>/frozen/<SHA-256>.safetensors and are named by hash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/observer.hpp"
#include "train/composition.hpp"
#include "train/optimizer.hpp"

namespace serhost::train {

/// How far a fold has come; with the weights and the optimizer's state all that is needed to go on as if nothing had happened.
struct FoldState {
  std::int64_t epoch = 0;         ///< that runs, from 0
  std::int64_t batches_done = 0;  ///< micro-batches of this epoch
  std::int64_t update = 0;
  double loss = 0.0, weight = 0.0;             ///< sums of this epoch so far
  double seconds = 0.0, model_seconds = 0.0;   ///< of the fold so far
  std::vector<EpochEnded> epochs;              ///< that are over
  std::vector<std::optional<double>> figures;  ///< what the best one is chosen by, one an epoch
};

class Checkpoints {
 public:
  /// `root` empty: nothing is ever written. `keep`: best | all | none. `architecture`: the text of architecture.json.
  Checkpoints(std::filesystem::path root, std::int64_t fold, std::int64_t seed, std::string keep, std::string architecture);

  bool enabled() const { return !root_.empty(); }
  void save_last(const Composition& composition, const Optimizer& optimizer, const FoldState& state);
  void save_best(const Composition& composition, const std::map<std::string, at::Tensor>& weights, std::int64_t epoch,
                 std::optional<double> figure);

  /// Puts weights and optimizer back to the last checkpoint; nothing where there is none.
  std::optional<FoldState> load_last(const Composition& composition, Optimizer& optimizer);
  std::optional<std::map<std::string, at::Tensor>> load_best() const;

  /// The fold is done: removes what `keep` does not keep.
  void finish();

 private:
  std::filesystem::path folder() const;
  std::string store_frozen(const Composition& composition);

  std::filesystem::path root_;
  std::int64_t fold_, seed_;
  std::string keep_, architecture_;
  std::optional<std::string> frozen_;  ///< hash, once stored; "" where nothing is frozen
};

}  // namespace serhost::train
