// wav2vec (the first) and vq-wav2vec: fairseq files. The lists of convolutions, texts in the file,
// become lists of numbers.
#include <array>
#include <nlohmann/json.hpp>

#include "weights/families/conv_layers.hpp"
#include "weights/families/layouts.hpp"

namespace serhost::weights {
namespace {

Config wav2vec_config(const Config& own) {
  const auto model = own.table("model").empty() ? own : own.table("model");
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

Layout wav2vec_released(std::string_view mark) {
  return {
      .name = "fairseq",
      .mark = mark,
      .extras = {"wav2vec_predictions.*", "vector_quantizer.*", "dropout_feats.*", "dropout_agg.*"},
      .config = &wav2vec_config,
      .preprocessor = &fairseq_preprocessor};
}

}  // namespace

const Family& wav2vec() {
  static const Family family = {"wav2vec",
                                {wav2vec_released("feature_aggregator.conv_layers.{i}.1.weight")}};
  return family;
}

const Family& vq_wav2vec() {
  static const Family family = [] {
    auto layout = wav2vec_released("vector_quantizer.*");
    layout.extras = {"wav2vec_predictions.*"};
    return Family{"vq_wav2vec", {layout}};
  }();
  return family;
}

}  // namespace serhost::weights
