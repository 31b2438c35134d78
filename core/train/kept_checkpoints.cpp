// Moves whole folders, so that whichever move was the last one, a state and its best weights are
// found together.
#include "train/kept_checkpoints.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/kept_folder.hpp"
#include "train/checkpoint_files.hpp"

namespace serhost::train {
namespace fs = std::filesystem;
namespace {

FoldState state_in(const fs::path& folder) {
  return fold_state_of(read_file(folder / "state.json"), folder / "state.json");
}

/// Nothing where it cannot be read.
std::optional<std::int64_t> best_epoch_of(const fs::path& folder) {
  try {
    return state_in(folder).best_epoch;
  } catch (const Error&) { return std::nullopt; }
}

}  // namespace

std::int64_t epoch_in(const fs::path& best) {
  if (!fs::exists(best / "state.json")) return 0;
  const auto json = nlohmann::json::parse(read_file(best / "state.json"), nullptr, false);
  if (!json.is_object()) return 0;
  const auto epoch = json.find("epoch");
  return epoch != json.end() && epoch->is_number_integer() ? epoch->get<std::int64_t>() : 0;
}

void KeptCheckpoints::advance(const std::function<void(const fs::path&)>& fill,
                              bool new_best) const {
  replace_folder(last(), fill, previous());
  if (new_best) move_folder(next_best(), best(), previous_best());
  else discard_folder(previous_best());  // both states name the same best weights
}

bool KeptCheckpoints::tidy() const {
  for (const auto& folder : {last(), previous(), best(), previous_best()}) recover_folder(folder);
  remove_temporary_files(folder_);
  if (!fs::exists(last())) {
    if (!fs::exists(previous())) return false;
    move_folder(previous(), last());  // the last change was the first of two renames
  }
  const auto named = best_epoch_of(last());
  if (!named) return true;  // `usable` looks for another one
  const auto waiting = epoch_in(next_best());
  if (waiting != 0 && waiting == *named) move_folder(next_best(), best(), previous_best());
  else remove_tree(next_best());
  if (!fs::exists(best()) && *named != 0 && epoch_in(previous_best()) == *named)
    move_folder(previous_best(), best());
  return true;
}

/// Reads a state and finds its best weights; "" where all files are as they were written.
std::string KeptCheckpoints::damage_of(const fs::path& folder, FoldState& state,
                                       fs::path& best_of_state) const {
  if (auto damage = damage_in(folder); !damage.empty()) return damage;
  state = state_in(folder);
  best_of_state.clear();
  if (state.best_epoch == 0) return "";
  for (const auto& each : {best(), next_best(), previous_best()}) {
    if (epoch_in(each) != state.best_epoch) continue;
    best_of_state = each;
    return damage_in(each);
  }
  return best().string() + " is damaged (it does not hold the weights of epoch " +
         std::to_string(state.best_epoch) + ", which " + folder.string() + " names as the best)";
}

KeptCheckpoints::Usable KeptCheckpoints::usable() const {
  std::string first;
  for (const auto& folder : {last(), previous()}) {
    if (!fs::exists(folder)) continue;
    FoldState state;
    fs::path best_of_state;
    if (const auto damage = damage_of(folder, state, best_of_state); !damage.empty()) {
      if (first.empty()) first = damage;
      continue;
    }
    if (folder == last()) return {std::move(state), ""};
    // The best weights first: until `last` is gone, the next start comes here again.
    if (!best_of_state.empty() && best_of_state != best()) move_folder(best_of_state, best());
    move_folder(previous(), last());
    discard_folder(previous_best());
    remove_tree(next_best());
    return {std::move(state), first};
  }
  throw Error(Exit::damaged, first + ", and there is no earlier checkpoint to go on from; remove " +
                                 folder_.string() + " to train this fold from the start");
}

void KeptCheckpoints::discard_last() const {
  discard_previous();  // else it would take the place of `last`
  discard_folder(last());
}

void KeptCheckpoints::discard_previous() const {
  for (const auto& folder : {previous(), previous_best()}) {
    discard_folder(folder);
    recover_folder(folder);  // what an interruption left of it
  }
}

}  // namespace serhost::train
