// Writing and reading of checkpoints.
#include "train/checkpoint.hpp"

#include <nlohmann/json.hpp>
#include <serhost/weights/safetensors.hpp>
#include <vector>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/remedy.hpp"
#include "train/checkpoint_files.hpp"
#include "train/frozen_weights.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace fs = std::filesystem;

fs::path CheckpointPlace::folder() const {
  return root / ("fold-" + std::to_string(fold)) / ("seed-" + std::to_string(seed));
}

KeptCheckpoints CheckpointPlace::kept() const { return KeptCheckpoints(folder()); }

Checkpoints::Checkpoints(CheckpointPlace place, std::string architecture)
    : place_(std::move(place)), architecture_(std::move(architecture)) {}

const std::string& Checkpoints::store_frozen(const Composition& composition) {
  if (stored_) return frozen_;
  const auto tensors = frozen_of(composition);
  if (frozen_.empty()) frozen_ = hash_of(tensors);
  if (!tensors.empty()) {
    const auto file = frozen_file(place_.root, frozen_);
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
  replace_file(folder / "state.json", with_hashes(state.dump(), folder));
}

void Checkpoints::save(const Composition& composition, const Optimizer& optimizer, FoldState state,
                       const std::optional<Best>& best) {
  if (!enabled()) return;
  state.frozen = store_frozen(composition);
  state.fold = place_.fold;
  state.seed = place_.seed;
  const auto kept = place_.kept();
  try {
    if (best) {
      state.best_epoch = best->epoch;
      remove_tree(kept.next_best());
      make_directory(kept.next_best());
      write_best(kept.next_best(), *best, state.frozen);
    }
    kept.advance(
        [&](const fs::path& fresh) {
          weights::write_safetensors(fresh / "model.safetensors", snapshot(composition));
          weights::write_safetensors(fresh / "optimizer.safetensors", optimizer.state());
          replace_file(fresh / "architecture.json", architecture_);
          replace_file(fresh / "state.json", with_hashes(text_of(state), fresh));
        },
        best.has_value());
  } catch (const Error&) {
    try {
      kept.tidy();            // gives the room back where the disk is full
    } catch (const Error&) {  // the first fault is the one to tell; the next start tidies too
    }
    throw;
  }
}

void Checkpoints::save_best(const Composition& composition, const Best& best) {
  if (!enabled()) return;
  const auto& frozen = store_frozen(composition);
  replace_folder(place_.kept().best(),
                 [&](const fs::path& fresh) { write_best(fresh, best, frozen); });
}

std::optional<FoldState> Checkpoints::load_last(
    const Composition& composition, Optimizer& optimizer,
    const std::function<void(const std::string&)>& say) {
  const auto kept = place_.kept();
  if (!enabled() || !fs::exists(place_.folder()) || !kept.tidy()) return std::nullopt;
  auto [state, damage] = kept.usable();
  const auto last = kept.last();
  if (!damage.empty()) {
    say(damage + "; going on from the checkpoint before it, of epoch " +
        std::to_string(state.epoch + 1) + ", update " + std::to_string(state.update) +
        "; have the disk checked");
  }
  frozen_ = hash_of(frozen_of(composition));
  if (state.frozen != frozen_) {
    throw RemediableError(
        Exit::config,
        last.string() +
            " cannot be resumed: the frozen weights have changed since it was written; "
            "restore the earlier file",
        Remedy::or_other_folder);
  }
  mend_frozen(say);
  restore(composition, weights::read_safetensors(last / "model.safetensors"));
  optimizer.restore(weights::read_safetensors(last / "optimizer.safetensors"));
  return std::move(state);
}

void Checkpoints::mend_frozen(const std::function<void(const std::string&)>& say) const {
  const auto file = frozen_file(place_.root, frozen_);
  if (frozen_.empty() || !fs::exists(file)) return;
  try {
    read_frozen(place_.root, frozen_);
  } catch (const Error& error) {
    say(file.string() + " is damaged and is written again; have the disk checked");
    if (!remove_tree(file)) throw;
  }
}

std::map<std::string, at::Tensor> Checkpoints::load_best(std::int64_t epoch) const {
  const auto best = place_.kept().best();
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
  place_.kept().discard_last();  // first: the others mean nothing without it
  if (!remove_tree(place_.folder())) throw_io_error(place_.folder(), "cannot be removed");
}

void finish_checkpoints(const CheckpointPlace& place) {
  if (place.root.empty() || !fs::exists(place.folder())) return;
  const auto kept = place.kept();
  recover_folder(kept.last());
  kept.discard_previous();
  if (place.keep != "all") kept.discard_last();
  if (place.keep != "none") return;
  std::vector<fs::path> others;  // than the result of a pre-training, which is no checkpoint
  for (const auto& entry : fs::directory_iterator(place.folder())) {
    if (entry.path() != place.encoder()) others.push_back(entry.path());
  }
  for (const auto& path : others) remove_tree(path);
  disk::remove(place.folder());  // only where it is empty, as the one above it
  disk::remove(place.folder().parent_path());
}

}  // namespace serhost::train
