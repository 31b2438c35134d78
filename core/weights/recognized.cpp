// Families may name their tensors alike, as HuBERT and wav2vec 2.0 do: what the file says of itself
// decides, then what only one of them has.
#include <algorithm>
#include <serhost/weights/convert.hpp>

#include "base/error.hpp"

namespace serhost::weights {
namespace {

Config within(const Config& config, const char* name) {
  return config.has_table(name) ? config.table(name) : Config();
}

/// The file's own word for its model: "hubert", "data2vec-audio", "wav2vec_ctc". Of a fine-tuned
/// model of fairseq the encoder's own says more than that of the whole.
std::string own_word(const Config& config) {
  const auto model = within(config, "model");
  for (const auto& outer : {within(model, "w2v_args"), within(config, "w2v_args"), config}) {
    for (const auto* name : {"model_type", "_name", "arch"}) {
      for (const auto& table : {within(outer, "model"), outer}) {
        const auto word = table.shown(name);
        if (word.starts_with('"')) return word.substr(1, word.size() - 2);
      }
    }
  }
  return "";
}

/// Words that do not begin with the name of the family that they mean.
std::string plain(std::string word) {
  std::replace(word.begin(), word.end(), '-', '_');
  for (const auto* fine_tuned : {"wav2vec_ctc", "wav2vec_seq2seq"}) {
    if (word == fine_tuned) return "wav2vec2";
  }
  return word.starts_with("unispeech") ? "wav2vec2" : word;  // its encoder
}

bool says(const std::string& word, const Family& family) {
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
  const auto word = plain(own_word(checkpoint.config()));
  std::sort(fitting.begin(), fitting.end(),
            [](const auto* one, const auto* other) { return one->name < other->name; });
  const auto said = std::find_if(fitting.begin(), fitting.end(),
                                 [&](const auto* family) { return says(word, *family); });
  if (said != fitting.end()) return EncoderWeights(checkpoint, **said);
  std::erase_if(fitting, [&](const auto* family) { return collides(*family, names); });
  if (fitting.empty()) return std::nullopt;
  // Below a prefix that is a family's own, the file is that family's.
  const auto is_own = [&](const auto* family) { return map_names(*family, names).prefix.empty(); };
  if (std::any_of(fitting.begin(), fitting.end(), is_own))
    std::erase_if(fitting, [&](const auto* family) { return !is_own(family); });
  const auto particular = std::find_if(fitting.begin(), fitting.end(), [&](const auto* family) {
    return has_sign_of(*family, names);
  });
  return EncoderWeights(checkpoint, particular == fitting.end() ? *fitting.front() : **particular);
}

}  // namespace serhost::weights
