// HuBERT and wav2vec 2.0 name their tensors alike: what the file says of itself decides, then what
// only one of them has.
#include <algorithm>
#include <serhost/weights/convert.hpp>
#include <serhost/weights/families.hpp>

#include "base/error.hpp"

namespace serhost::weights {
namespace {

/// The file's own word for its model: "hubert", "data2vec-audio", "wav2vec_ctc".
std::string own_word(const Config& config) {
  for (const auto* name : {"model_type", "_name", "arch"}) {
    for (const auto& table : {config, config.table("model")}) {
      const auto word = table.shown(name);
      if (word.starts_with('"')) return word.substr(1, word.size() - 2);
    }
  }
  return "";
}

bool says(std::string word, const Family& family) {
  std::replace(word.begin(), word.end(), '-', '_');
  return word == family.name || word.starts_with(std::string(family.name) + "_");
}

/// Whether two tensors would be one and the same: Whisper's encoder names its layers as fairseq
/// does, below another prefix.
bool collides(const Family& family, const std::vector<std::string>& names) {
  try {
    map_names(family, names);
    return false;
  } catch (const Error&) { return true; }
}

}  // namespace

std::optional<EncoderWeights> recognized(const Checkpoint& checkpoint) {
  std::vector<std::string> names;
  for (const auto& [name, info] : checkpoint.tensors()) names.push_back(name);
  std::vector<const Family*> fitting;
  for (const auto* family : families()) {
    if (layout_of(*family, names) != nullptr) fitting.push_back(family);
  }
  const auto word =
      own_word(checkpoint.config().table("model").empty() ? checkpoint.config()
                                                          : checkpoint.config().table("model"));
  const auto said = std::find_if(fitting.begin(), fitting.end(),
                                 [&](const auto* family) { return says(word, *family); });
  if (said != fitting.end()) return EncoderWeights(checkpoint, **said);
  std::erase_if(fitting, [&](const auto* family) { return collides(*family, names); });
  if (fitting.empty()) return std::nullopt;
  const bool quantizes = std::any_of(names.begin(), names.end(), [](const auto& name) {
    return name.find("quantizer.") != std::string::npos;
  });
  const auto is_wav2vec2 = [](const auto* family) { return family == &wav2vec2(); };
  if (quantizes && std::any_of(fitting.begin(), fitting.end(), is_wav2vec2))
    return EncoderWeights(checkpoint, wav2vec2());
  return EncoderWeights(checkpoint, *fitting.front());
}

}  // namespace serhost::weights
