// What lies in the folder of a fold and seed, and which of it training goes on from.
//
//   last           where training was at the last save
//   previous       where it was at the save before, should `last` be damaged
//   best           the best weights, of the epoch that `last` names
//   best.previous  those of the epoch that `previous` names, where it is another one
//   best.next      new best weights, until the `last` that names them is in place
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "train/fold_state.hpp"

namespace serhost::train {

/// Of one fold and seed.
class KeptCheckpoints {
 public:
  explicit KeptCheckpoints(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path last() const { return folder_ / "last"; }
  std::filesystem::path best() const { return folder_ / "best"; }
  std::filesystem::path next_best() const { return folder_ / "best.next"; }

  /// The new `last`, filled by `fill`, and, where there is one, the `best` that waits.
  void advance(const std::function<void(const std::filesystem::path&)>& fill, bool new_best) const;

  /// After an interruption: brings the folders into the state that `last` speaks of, by names
  /// alone. False where there is none to go on from.
  bool tidy() const;

  /// The newest state whose files are all as they were written; then `last` and `best` are of it.
  struct Usable {
    FoldState state;
    std::string damage;  ///< of a newer one, which is gone: file and reason; "" where there is none
  };

  /// After `tidy`. Throws Error(damaged) where there is no usable state.
  Usable usable() const;

  /// Removes what training would go on from.
  void discard_last() const;

  /// Removes what stands in for damaged ones.
  void discard_previous() const;

 private:
  std::filesystem::path previous() const { return folder_ / "previous"; }
  std::filesystem::path previous_best() const { return folder_ / "best.previous"; }

  std::string damage_of(const std::filesystem::path& folder, FoldState& state,
                        std::filesystem::path& best) const;

  std::filesystem::path folder_;
};

/// Of a folder with best weights; 0 where it is not whole: state.json is written last.
std::int64_t epoch_in(const std::filesystem::path& best);

}  // namespace serhost::train
