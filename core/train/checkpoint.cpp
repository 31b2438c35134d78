// Writing and reading of checkpoints.
#include "train/checkpoint.hpp"

#include <nlohmann/json.hpp>
#include <serhost/weights/safetensors.hpp>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/hash.hpp"
#include "base/remedy.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace fs = std::filesystem;
namespace {

std::map<std::string, at::Tensor> frozen_of(const Composition& composition) {
  auto frozen = composition.parameters();
  std::erase_if(frozen, [](const auto& item) { return item.second.requires_grad(); });
  return frozen;
}

/// "" where nothing is frozen.
std::string hash_of(const std::map<std::string, at::Tensor>& tensors) {
  if (tensors.empty()) return "";
  Sha256 hash;
  for (const auto& [name, tensor] : tensors) {
    const auto plain = tensor.detach().to(at::kCPU).contiguous();
    hash.add(name + "\n");
    hash.add(plain.const_data_ptr(), plain.nbytes());
  }
  return hash.hex();
}

/// Of a `best` folder; 0 where it is not whole: state.json is written last.
std::int64_t epoch_in(const fs::path& best) {
  if (!fs::exists(best / "state.json")) return 0;
  const auto json = nlohmann::json::parse(read_file(best / "state.json"), nullptr, false);
  return json.is_object() ? json.value("epoch", std::int64_t{0}) : 0;
}

fs::path next_best(const CheckpointPlace& place) { return place.folder() / "best.next"; }

/// Brings the folders into the state that `last` speaks of. False where there is no `last`.
bool recover(const CheckpointPlace& place) {
  const auto last = place.folder() / "last", best = place.folder() / "best",
             next = next_best(place);
  recover_folder(last);
  recover_folder(best);
  remove_temporary_files(place.folder());
  if (!fs::exists(last)) return false;
  const auto waiting = epoch_in(next);
  if (waiting != 0 &&
      waiting == fold_state_of(read_file(last / "state.json"), last / "state.json").best_epoch) {
    move_folder(next, best);
  } else {
    remove_tree(next);
  }
  return true;
}

}  // namespace

fs::path CheckpointPlace::folder() const {
  return root / ("fold-" + std::to_string(fold)) / ("seed-" + std::to_string(seed));
}

Checkpoints::Checkpoints(CheckpointPlace place, std::string architecture)
    : place_(std::move(place)), architecture_(std::move(architecture)) {}

const std::string& Checkpoints::store_frozen(const Composition& composition) {
  if (stored_) return frozen_;
  const auto tensors = frozen_of(composition);
  if (frozen_.empty()) frozen_ = hash_of(tensors);
  if (!tensors.empty()) {
    const auto file = place_.root / "frozen" / (frozen_ + ".safetensors");
    make_directory(file.parent_path());
    if (!fs::exists(file)) weights::write_safetensors(file, tensors);
  }
  stored_ = true;
  return frozen_;
}

void Checkpoints::write_best(const fs::path& folder, const Best& best,
                             const std::string& frozen) const {
  weights::write_safetensors(folder / "model.safetensors", best.weights);
  replace_file(folder / "architecture.json", architecture_);
  nlohmann::ordered_json state = {{"schema", "serhost.checkpoint/1"},
                                  {"fold", place_.fold},
                                  {"seed", place_.seed},
                                  {"epoch", best.epoch}};
  state["figure"] = best.figure ? nlohmann::ordered_json(*best.figure) : nlohmann::ordered_json();
  state["frozen"] = frozen;
  replace_file(folder / "state.json", state.dump(1) + "\n");
}

void Checkpoints::save(const Composition& composition, const Optimizer& optimizer, FoldState state,
                       const std::optional<Best>& best) {
  if (!enabled()) return;
  state.frozen = store_frozen(composition);
  state.fold = place_.fold;
  state.seed = place_.seed;
  const auto next = next_best(place_);
  try {
    if (best) {
      state.best_epoch = best->epoch;
      remove_tree(next);
      make_directory(next);
      write_best(next, *best, state.frozen);
    }
    replace_folder(place_.folder() / "last", [&](const fs::path& fresh) {
      weights::write_safetensors(fresh / "model.safetensors", snapshot(composition));
      weights::write_safetensors(fresh / "optimizer.safetensors", optimizer.state());
      replace_file(fresh / "architecture.json", architecture_);
      replace_file(fresh / "state.json", text_of(state));
    });
  } catch (const Error&) {
    try {
      recover(place_);        // gives the room back where the disk is full
    } catch (const Error&) {  // the first fault is the one to tell; the next start recovers too
    }
    throw;
  }
  if (best) move_folder(next, place_.folder() / "best");
}

void Checkpoints::save_best(const Composition& composition, const Best& best) {
  if (!enabled()) return;
  const auto& frozen = store_frozen(composition);
  replace_folder(place_.folder() / "best",
                 [&](const fs::path& fresh) { write_best(fresh, best, frozen); });
}

std::optional<FoldState> Checkpoints::load_last(const Composition& composition,
                                                Optimizer& optimizer) {
  if (!enabled() || !fs::exists(place_.folder()) || !recover(place_)) return std::nullopt;
  const auto last = place_.folder() / "last";
  auto state = fold_state_of(read_file(last / "state.json"), last / "state.json");
  frozen_ = hash_of(frozen_of(composition));
  if (state.frozen != frozen_) {
    throw RemediableError(
        Exit::config,
        last.string() +
            " cannot be resumed: the frozen weights have changed since it was written; "
            "restore the earlier file",
        Remedy::or_other_folder);
  }
  restore(composition, weights::read_safetensors(last / "model.safetensors"));
  optimizer.restore(weights::read_safetensors(last / "optimizer.safetensors"));
  return state;
}

std::map<std::string, at::Tensor> Checkpoints::load_best(std::int64_t epoch) const {
  const auto best = place_.folder() / "best";
  if (epoch_in(best) != epoch) {
    throw Error(Exit::damaged, best.string() + " does not hold the weights of epoch " +
                                   std::to_string(epoch) + ", which " +
                                   (place_.folder() / "last").string() +
                                   " names as the best; remove both to restart the fold");
  }
  auto tensors = weights::read_safetensors(best / "model.safetensors");
  for (auto& [name, tensor] : tensors)
    tensor = tensor.clone();  // the file may be replaced while they are in use
  return tensors;
}

void Checkpoints::clear() {
  if (!enabled() || !fs::exists(place_.folder())) return;
  discard_folder(place_.folder() / "last");  // first: the others mean nothing without it
  if (!remove_tree(place_.folder())) throw_io_error(place_.folder(), "cannot be removed");
}

void finish_checkpoints(const CheckpointPlace& place) {
  if (place.root.empty() || !fs::exists(place.folder())) return;
  recover_folder(place.folder() / "last");
  if (place.keep != "all") discard_folder(place.folder() / "last");
  if (place.keep != "none") return;
  remove_tree(place.folder());
  disk::remove(place.folder().parent_path());  // only where it is empty
}

}  // namespace serhost::train
