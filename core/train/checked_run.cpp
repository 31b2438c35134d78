// Goes through checkpoints/fold-F/seed-S/{best,last} and checkpoints/frozen.
#include "train/checked_run.hpp"

#include <string>

#include "base/folders.hpp"
#include "train/checkpoint_files.hpp"
#include "train/frozen_weights.hpp"

namespace serhost::train {
namespace fs = std::filesystem;

void check_checkpoints(const fs::path& run_directory) {
  const auto root = run_directory / "checkpoints";
  for (const auto& name : files_below(root)) {
    const auto file = root / name;
    const auto folder = file.parent_path();
    const bool kept = folder.filename() == "best" || folder.filename() == "last";
    if (kept && file.filename() == "state.json") check_checkpoint(folder);
    if (folder == root / "frozen" && file.extension() == ".safetensors")
      read_frozen(root, file.stem().string());
  }
}

}  // namespace serhost::train
