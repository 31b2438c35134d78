// A file is known by its first bytes, not by its name: published .pt, .bin and .pth files are of
// several formats.
#include "weights/opened.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/model_name.hpp"
#include "base/text.hpp"
#include "weights/hub_cache.hpp"
#include "weights/not_weights.hpp"
#include "weights/shard_index.hpp"
#include "weights/tensor_index.hpp"
#include "weights/text.hpp"
#include "weights/torch_file.hpp"

namespace serhost::weights {
namespace fs = std::filesystem;
namespace {

Config config_at(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored) ? Config::parse(read_file(file), file.string()) : Config();
}

Opened open_weights_file(const fs::path& file) {
  const Mapping mapping(file);
  const auto bytes = mapping.bytes();
  if (bytes.starts_with("version https://git-lfs")) {
    throw Error(Exit::damaged,
                file.string() +
                    ": is a pointer of git LFS, not the weights; fetch them with: git lfs pull");
  }
  if (is_torch_file(bytes)) {
    auto torch = read_torch_file(file);
    return {.format = "PyTorch file",
            .tensors = std::move(torch.tensors),
            .config = torch.config,
            .files = {file}};
  }
  if (bytes.starts_with('{')) return read_skeleton(bytes, file);
  const bool has_header = bytes.size() > 8 && bytes[8] == '{';  // behind its length
  if (const auto what = has_header ? std::string() : not_weights(bytes); !what.empty())
    throw Error(Exit::damaged, file.string() + ": " + what);
  return {.format = "safetensors file", .tensors = stored_safetensors(file), .files = {file}};
}

Opened open_shards(const fs::path& index) {
  const auto where = parse_shard_index(read_file(index), index.string());
  std::set<std::string> shards;
  for (const auto& [name, shard] : where) shards.insert(shard);
  Opened out;
  std::vector<std::string> strangers, missing;
  for (const auto& shard : shards) {
    auto part = open_weights_file(index.parent_path() / shard);
    out.files.push_back(index.parent_path() / shard);
    for (auto& [name, tensor] : part.tensors) {
      const auto said = where.find(name);
      if (said != where.end() && said->second == shard)
        out.tensors.emplace(name, std::move(tensor));
      else strangers.push_back(shown(name) + " of " + shard);
    }
  }
  for (const auto& [name, shard] : where) {
    if (!out.tensors.contains(name)) missing.push_back(shown(name) + " of " + shard);
  }
  std::vector<std::string> faults;
  if (!missing.empty())
    faults.push_back("in the index, but not in their files: " + listed(missing));
  if (!strangers.empty())
    faults.push_back("in the files, but not in the index: " + listed(strangers));
  if (!faults.empty()) throw Error(Exit::damaged, index.string() + ": " + join(faults, "; "));
  return out;
}

/// The one file of the directory that ends in .pt, as FunASR and fairseq have it; empty where there
/// is none or several.
fs::path only_pt(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".pt" || entry.path().extension() == ".pth")
      found.push_back(entry.path());
  }
  return found.size() == 1 ? found.front() : fs::path();
}

Opened open_directory(const fs::path& folder) {
  Opened out;
  std::error_code ignored;
  if (fs::exists(folder / "model.safetensors", ignored))
    out = open_weights_file(folder / "model.safetensors");
  else if (fs::exists(folder / "model.safetensors.index.json", ignored))
    out = open_shards(folder / "model.safetensors.index.json");
  else if (fs::exists(folder / "pytorch_model.bin", ignored))
    out = open_weights_file(folder / "pytorch_model.bin");
  else if (fs::exists(folder / "pytorch_model.bin.index.json", ignored))
    out = open_shards(folder / "pytorch_model.bin.index.json");
  else if (const auto file = only_pt(folder); !file.empty()) out = open_weights_file(file);
  else {
    if (const auto what = not_weights(folder); !what.empty())
      throw Error(Exit::damaged, folder.string() + ": " + what);
    throw Error(
        Exit::missing,
        folder.string() +
            ": holds no weights; expected model.safetensors, pytorch_model.bin, the index of "
            "either (…index.json), or one .pt file");
  }
  out.format = fs::exists(folder / "config.json", ignored) ? "Hugging Face directory" : "directory";
  return out;
}

}  // namespace

Config extractor_of(const Config& processor) {
  for (const auto* name : {"feature_extractor", "audio_processor"}) {
    if (processor.has_table(name)) return processor.table(name);
  }
  return Config();
}

Config extractor_config(const fs::path& folder) {
  auto own = extractor_of(config_at(folder / "processor_config.json"));
  return own.empty() ? config_at(folder / "preprocessor_config.json") : own;
}

Opened open_checkpoint(const fs::path& given) {
  std::error_code ignored;
  if (!fs::exists(given, ignored)) {
    throw Error(Exit::missing, given.string() + ": there is no such file or folder" +
                                   how_to_fetch(given.string()));
  }
  const auto path = snapshot_of(given);
  const bool folder = fs::is_directory(path, ignored);
  auto out = folder ? open_directory(path) : open_weights_file(path);
  const auto name = path.filename();
  if (folder || name == "model.safetensors" || name == "pytorch_model.bin") {
    const auto beside = folder ? path : path.parent_path();
    if (auto config = config_at(beside / "config.json"); !config.empty()) out.config = config;
    out.preprocessor = extractor_config(beside);
  }
  return out;
}

}  // namespace serhost::weights
