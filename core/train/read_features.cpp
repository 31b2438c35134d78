// What a plugin hands over is checked like a foreign file.
#include "train/read_features.hpp"

#include <ATen/ops/tensor.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/clips.hpp"

namespace serhost::train {
namespace {

/// What a reader of features throws is of a file that is damaged, as its interface says.
torch::Tensor read_from(const model::BackboneAdapter& adapter, const ReadsFeatures& reader,
                        const Utterance& utterance) {
  try {
    return host::guarded(adapter.callee(), "read", [&] { return reader.read(utterance); });
  } catch (const PluginError& fault) {
    throw PluginError(fault.what(), fault.exit() == Exit::failed ? Exit::damaged : fault.exit());
  }
}

/// Undefined values where there are none.
Sequence read(const model::Chain& chain, const data::Clip& clip) {
  const auto& adapter = *chain.adapters().front();
  const auto& utterance = clip.listed ? *clip.listed : clip.utterance;
  auto values = read_from(adapter, *chain.reader(), utterance);
  if (!values.defined()) return {};
  if (values.dim() != 2 || values.size(1) != adapter.width() ||
      values.scalar_type() != at::kFloat || !values.is_cpu()) {
    std::string shape;
    for (const auto size : values.sizes())
      shape += (shape.empty() ? "" : ", ") + std::to_string(size);
    throw PluginError(adapter.callee().component + " of plugin " + adapter.callee().plugin +
                      " returned features [" + shape + "] for clip '" + clip.utterance.key +
                      "'; expected F32 [frames, " + std::to_string(adapter.width()) + "]");
  }
  const auto shortest = chain.input().shortest;
  if (values.size(0) < shortest) {
    throw DataError("clip '" + clip.utterance.key + "': its features are " +
                    count_of(static_cast<std::size_t>(values.size(0)), "frame") +
                    "; the model needs at least " + std::to_string(shortest));
  }
  const auto frames = values.size(0);
  return {values.unsqueeze(0), at::tensor({frames}), {}, {}};
}

[[noreturn]] void refuse(const model::Chain& chain, const std::vector<std::string>& keys,
                         std::size_t clips) {
  constexpr std::size_t kShown = 5;
  const std::vector<std::string> first(
      keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, keys.size())));
  throw DataError(chain.adapters().front()->callee().component + " has no features for " +
                  std::to_string(keys.size()) + " of " + count_of(clips, "clip") + ": " +
                  join(first, ", ") + (keys.size() > kShown ? ", ..." : "") +
                  "; the keys of the features must be those of the clips (serhost describe "
                  "backbone says how they are compared)");
}

}  // namespace

std::function<Sequence(const data::Batch&)> feature_reader(const model::Chain& chain,
                                                           const data::Manifest& manifest) {
  if (chain.reader() == nullptr) return {};
  return [&chain, &manifest](const data::Batch& clips) {
    std::vector<Sequence> parts;
    for (const auto clip : clips) {
      parts.push_back(read(chain, manifest.clip(clip)));
      if (!parts.back().values.defined()) refuse(chain, {manifest.clip(clip).utterance.key}, 1);
    }
    return model::batch_of(parts);
  };
}

void check_features(const model::Chain& chain, const data::Manifest& manifest,
                    const std::vector<std::size_t>& clips) {
  if (chain.reader() == nullptr) return;
  std::vector<std::string> without;
  for (const auto clip : clips) {
    if (!read(chain, manifest.clip(clip)).values.defined())
      without.push_back(manifest.clip(clip).utterance.key);
  }
  if (!without.empty()) refuse(chain, without, clips.size());
}

}  // namespace serhost::train
