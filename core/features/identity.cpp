// Computes the identity of features. Weights are hashed as they lie in memory, so their source does
// not matter.
#include "features/identity.hpp"

#include <ATen/Version.h>
#include <ATen/core/Tensor.h>
#include <sys/stat.h>
#include <torch/version.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "config/resolved.hpp"
#include "host/plugin_hash.hpp"

namespace serhost::features {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kReadWhole =
    1 << 20;  // bytes: settings beside weights; the weights are hashed in memory

std::string text_of_file(const fs::path& file) {
  std::error_code ignored;
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return "gone";
  if (fs::file_size(file, ignored) <= kReadWhole) return sha256_of_file(file);
  return std::to_string(status.st_size) + "/" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

/// A file that a parameter names, or those of a folder.
std::string files_text(const fs::path& path) {
  std::error_code fault;
  if (!fs::is_directory(path, fault)) return "  " + text_of_file(path) + "\n";
  std::vector<fs::path> files;
  for (fs::directory_iterator at(path, fault), end; !fault && at != end; at.increment(fault)) {
    if (at->is_regular_file(fault)) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  std::string out;
  for (const auto& file : files)
    out += "  " + file.filename().string() + " " + text_of_file(file) + "\n";
  return out;
}

std::string frozen_text(const model::BackboneAdapter& adapter) {
  switch (adapter.frozen_part()) {
    case model::FrozenPart::nothing:
      return "nothing";
    case model::FrozenPart::stages:
      return "stages " + std::to_string(adapter.prefix_stages());
    case model::FrozenPart::layers:
      return "layers";
    case model::FrozenPart::whole:
      return "take " + adapter.layers();  // as it was first called: found again in caches
  }
  return "";
}

std::string weights_hash(const model::BackboneAdapter& adapter) {
  Sha256 hash;
  for (const auto& tensor : adapter.frozen_state()) {
    const auto plain = tensor.detach().to(at::kCPU).contiguous();
    std::string shape = c10::toString(plain.scalar_type());
    for (const auto size : plain.sizes()) shape += " " + std::to_string(size);
    hash.add(shape + "\n");
    hash.add(plain.const_data_ptr(), plain.nbytes());
  }
  return hash.hex();
}

}  // namespace

std::string identity_text(const std::vector<config::BackboneTable>& tables,
                          const model::Chain& chain, model::Precision precision,
                          const std::string& device_kind) {
  const auto adapters = chain.frozen_adapters();
  SERHOST_CHECK(adapters.size() <= tables.size());
  std::string out = "serhost.features/1\n";
  for (std::size_t i = 0; i < adapters.size(); ++i) {
    const auto& chosen = tables[i].component;
    SERHOST_CHECK(chosen.info != nullptr);
    out += "backbone " + chosen.info->name + "\nplugin " + host::plugin_hash(chosen.info->file) +
           "\n" + config::parameters_text(chosen);
    for (const auto& value : chosen.values) {
      if (const auto* path = std::get_if<fs::path>(&value); path != nullptr && !path->empty())
        out += files_text(*path);
    }
    out += frozen_text(*adapters[i]) + "\nweights " + weights_hash(*adapters[i]) + "\n";
  }
  out += "precision " + precision.name() + "\ndevice " + device_kind;
  if (device_kind == "cpu") out += " " + at::get_cpu_capability();
  return out + "\nlibtorch " TORCH_VERSION "\n";
}

}  // namespace serhost::features
