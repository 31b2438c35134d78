// Families may name their tensors alike, as HuBERT and wav2vec 2.0 do: what the file says of itself
// decides, then what only one of them has.
#include <algorithm>
#include <serhost/weights/convert.hpp>

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

std::optional<EncoderWeights> recognized(const Checkpoint& checkpoint, Families families) {
  std::vector<std::string> names;
  for (const auto& [name, info] : checkpoint.tensors()) names.push_back(name);
  std::vector<const Family*> fitting;
  for (const auto* family : families) {
    if (layout_of(*family, names) != nullptr) fitting.push_back(family);
  }
  const auto word =
      own_word(checkpoint.config().table("model").empty() ? checkpoint.config()
                                                          : checkpoint.config().table("model"));
  std::sort(fitting.begin(), fitting.end(),
            [](const auto* one, const auto* other) { return one->name < other->name; });
  const auto said = std::find_if(fitting.begin(), fitting.end(),
                                 [&](const auto* family) { return says(word, *family); });
  if (said != fitting.end()) return EncoderWeights(checkpoint, **said);
  std::erase_if(fitting, [&](const auto* family) { return collides(*family, names); });
  if (fitting.empty()) return std::nullopt;
  const auto particular = std::find_if(fitting.begin(), fitting.end(), [&](const auto* family) {
    return has_sign_of(*family, names);
  });
  return EncoderWeights(checkpoint, particular == fitting.end() ? *fitting.front() : **particular);
}

}  // namespace serhost::weights
