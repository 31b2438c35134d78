// Writing and reading of checkpoints.
#include "train/checkpoint.hpp"

#include <functional>

#include <nlohmann/json.hpp>

#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "train/fold_state.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace fs = std::filesystem;
namespace {

/// Fills a folder under another name and puts it in the place of `folder`.
void replace_folder(const fs::path& folder, const std::function<void(const fs::path&)>& fill) {
  const fs::path fresh = folder.string() + ".new", old = folder.string() + ".old";
  std::error_code fault;
  fs::remove_all(fresh, fault);
  make_directory(fresh);
  fill(fresh);
  fs::remove_all(old, fault);
  if (fs::exists(folder)) fs::rename(folder, old, fault);
  if (!fault) fs::rename(fresh, folder, fault);
  if (fault) throw Error(Exit::io, "cannot put the checkpoint " + folder.string() + " in place: " + fault.message());
  fs::remove_all(old, fault);
}

/// `folder`, or what a crash between two renames left of it.
fs::path present(const fs::path& folder) {
  const fs::path old = folder.string() + ".old";
  return !fs::exists(folder) && fs::exists(old) ? old : folder;
}

std::map<std::string, at::Tensor> frozen_of(const Composition& composition) {
  auto frozen = composition.parameters();
  std::erase_if(frozen, [](const auto& item) { return item.second.requires_grad(); });
  return frozen;
}

}  // namespace

Checkpoints::Checkpoints(fs::path root, std::int64_t fold, std::int64_t seed, std::string keep, std::string architecture)
    : root_(std::move(root)), fold_(fold), seed_(seed), keep_(std::move(keep)), architecture_(std::move(architecture)) {}

fs::path Checkpoints::folder() const { return root_ / ("fold-" + std::to_string(fold_)) / ("seed-" + std::to_string(seed_)); }

std::string Checkpoints::store_frozen(const Composition& composition) {
  if (frozen_) return *frozen_;
  const auto tensors = frozen_of(composition);
  if (tensors.empty()) return *(frozen_ = "");
  Sha256 hash;
  for (const auto& [name, tensor] : tensors) {
    const auto plain = tensor.detach().to(at::kCPU).contiguous();
    hash.add(name + "\n");
    hash.add(plain.const_data_ptr(), plain.nbytes());
  }
  frozen_ = hash.hex();
  const auto file = root_ / "frozen" / (*frozen_ + ".safetensors");
  make_directory(file.parent_path());
  if (!fs::exists(file)) weights::write_safetensors(file, tensors);
  return *frozen_;
}

void Checkpoints::save_last(const Composition& composition, const Optimizer& optimizer, const FoldState& state) {
  if (!enabled()) return;
  const auto frozen = store_frozen(composition);
  replace_folder(folder() / "last", [&](const fs::path& fresh) {
    weights::write_safetensors(fresh / "model.safetensors", snapshot(composition));
    weights::write_safetensors(fresh / "optimizer.safetensors", optimizer.state());
    replace_file(fresh / "architecture.json", architecture_);
    replace_file(fresh / "state.json", text_of(state, fold_, seed_, frozen));
  });
}

void Checkpoints::save_best(const Composition& composition, const std::map<std::string, at::Tensor>& best, std::int64_t epoch,
                            std::optional<double> figure) {
  if (!enabled()) return;
  const auto frozen = store_frozen(composition);
  replace_folder(folder() / "best", [&](const fs::path& fresh) {
    weights::write_safetensors(fresh / "model.safetensors", best);
    replace_file(fresh / "architecture.json", architecture_);
    nlohmann::ordered_json state = {{"schema", "serhost.checkpoint/1"}, {"fold", fold_}, {"seed", seed_}, {"epoch", epoch}};
    state["figure"] = figure ? nlohmann::ordered_json(*figure) : nlohmann::ordered_json();
    state["frozen"] = frozen;
    replace_file(fresh / "state.json", state.dump(1) + "\n");
  });
}

std::optional<FoldState> Checkpoints::load_last(const Composition& composition, Optimizer& optimizer) {
  const auto last = present(folder() / "last");
  if (!enabled() || !fs::exists(last / "state.json")) return std::nullopt;
  auto state = fold_state_of(read_file(last / "state.json"), last / "state.json");
  restore(composition, weights::read_safetensors(last / "model.safetensors"));
  optimizer.restore(weights::read_safetensors(last / "optimizer.safetensors"));
  return state;
}

std::optional<std::map<std::string, at::Tensor>> Checkpoints::load_best() const {
  const auto best = present(folder() / "best");
  if (!enabled() || !fs::exists(best / "model.safetensors")) return std::nullopt;
  auto tensors = weights::read_safetensors(best / "model.safetensors");
  for (auto& [name, tensor] : tensors) tensor = tensor.clone();  // the file may be replaced while they are in use
  return tensors;
}

void Checkpoints::finish() {
  if (!enabled()) return;
  std::error_code ignored;
  if (keep_ != "all") fs::remove_all(folder() / "last", ignored);
  if (keep_ == "none") {
    fs::remove_all(folder(), ignored);
    fs::remove(folder().parent_path(), ignored);  // only where it is empty
  }
}

}  // namespace serhost::train
