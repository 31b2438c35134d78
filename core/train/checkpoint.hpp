// Checkpoints of one fold and seed: <root>/fold-F/seed-S/{best,last}/ and what stands in for them
// (kept_checkpoints.hpp). A folder is whole or is not there (base/folders.hpp), and its state.json
// has the hashes of its files (checkpoint_files.hpp). Frozen weights lie once in
// <root>/frozen/<SHA-256>.safetensors and are named by hash.
//
// `last` names the epoch whose weights `best` holds, and the two change together: a new best waits
// as `best.next` until `last` speaks of it. Whichever change is the last one before the power goes,
// the next start finds a pair that belongs together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "train/composition.hpp"
#include "train/fold_state.hpp"
#include "train/kept_checkpoints.hpp"
#include "train/optimizer.hpp"

namespace serhost::train {

/// Where the checkpoints of a fold and seed lie and which of them stay.
struct CheckpointPlace {
  std::filesystem::path root;  ///< empty: nothing is ever written
  std::int64_t fold = 1, seed = 0;
  std::string keep;  ///< best | all | none

  std::filesystem::path folder() const;
  std::filesystem::path encoder() const { return folder() / "encoder"; }  ///< of a pre-training
  KeptCheckpoints kept() const;
};

/// Weights that are the best so far.
struct Best {
  const std::map<std::string, at::Tensor>& weights;
  std::int64_t epoch = 0;          ///< from 1
  std::optional<double> figure{};  ///< it was chosen by
};

class Checkpoints {
 public:
  /// `architecture`: the text of architecture.json.
  Checkpoints(CheckpointPlace place, std::string architecture);

  bool enabled() const { return !place_.root.empty(); }

  /// Replaces `last`, and `best` where there is a new one. Throws Error(io); the checkpoint before
  /// is then whole.
  void save(const Composition& composition, const Optimizer& optimizer, FoldState state,
            const std::optional<Best>& best);

  /// `best` alone, at the end of a fold that has no `last`.
  void save_best(const Composition& composition, const Best& best);

  /// Puts weights and optimizer back to the last checkpoint, or to the one before where that is
  /// damaged, which is told to `say`; nothing where there is none. Throws Error(damaged) where no
  /// usable one is left, Error(config) where the frozen weights are others by now.
  std::optional<FoldState> load_last(const Composition& composition, Optimizer& optimizer,
                                     const std::function<void(const std::string&)>& say);

  /// The weights that `last` calls the best.
  std::map<std::string, at::Tensor> load_best(std::int64_t epoch) const;

  /// The fold begins anew: removes what lies there.
  void clear();

 private:
  const std::string& store_frozen(const Composition& composition);  ///< gives the hash
  void mend_frozen(const std::function<void(const std::string&)>& say) const;
  void write_best(const std::filesystem::path& folder, const Best& best,
                  const std::string& frozen) const;

  CheckpointPlace place_;
  std::string architecture_;
  std::string frozen_;  ///< hash, once known; "" where nothing is frozen
  bool stored_ = false;
};

/// The fold is done and recorded: removes what `keep` does not keep. A pre-trained encoder stays:
/// it is what the fold was for. Does no harm twice.
void finish_checkpoints(const CheckpointPlace& place);

}  // namespace serhost::train
