// The layout of fairseq's first wav2vec. The lists of convolutions, texts in the file,
// become lists of numbers.
#include <array>
#include <nlohmann/json.hpp>
#include <serhost/weights/layouts.hpp>

#include "weights/layouts/conv_layers.hpp"

namespace serhost::weights {
namespace {

Config wav2vec_config(const Config& own) {
  const auto model = own.has_table("model") ? own.table("model") : own;
  if (model.empty()) return model;
  auto out = nlohmann::json::parse(model.json());
  const std::array<std::pair<const char*, const char*>, 2> lists = {
      {{"conv_feature_layers", "conv"}, {"conv_aggregator_layers", "aggregator"}}};
  for (const auto& [list, name] : lists) {
    const auto text = model.text(list);
    if (!text) continue;
    const auto layers = conv_layers(*text, model.file());
    out[std::string(name) + "_dim"] = layers.width;
    out[std::string(name) + "_kernel"] = layers.kernel;
    out[std::string(name) + "_stride"] = layers.stride;
  }
  return Config::parse(out.dump(), own.file());
}

}  // namespace

Layout fairseq_wav2vec_layout(std::string_view mark) {
  return {
      .name = "fairseq",
      .mark = mark,
      .extras = {"wav2vec_predictions.*", "vector_quantizer.*", "dropout_feats.*", "dropout_agg.*"},
      .config = &wav2vec_config,
      .preprocessor = &fairseq_preprocessor};
}

}  // namespace serhost::weights
