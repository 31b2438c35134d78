// Every field that decides a number is written, whatever Transformers would take by default.
#include "train/exported_config.hpp"

#include <nlohmann/json.hpp>

namespace serhost::train {
namespace {

using ConfigJson = nlohmann::ordered_json;

const char* name_of_activation(nn::Activation activation) {
  switch (activation) {
    case nn::Activation::gelu_tanh:
      return "gelu_new";
    case nn::Activation::relu:
      return "relu";
    case nn::Activation::silu:
      return "silu";
    default:
      return "gelu";
  }
}

void add_convolutions(ConfigJson& json, const nn::FeatureEncoderOptions& features) {
  json["conv_dim"] = features.channels;
  json["conv_kernel"] = features.kernels;
  json["conv_stride"] = features.strides;
  json["conv_bias"] = features.bias;
  json["num_feat_extract_layers"] = features.channels.size();
  json["feat_extract_activation"] = name_of_activation(features.activation);
  json["feat_extract_norm"] = features.norm == nn::ExtractorNorm::layer ? "layer" : "group";
}

void add_transformer(ConfigJson& json, const nn::TransformerOptions& transformer) {
  json["hidden_size"] = transformer.width;
  json["num_hidden_layers"] = transformer.layers;
  json["num_attention_heads"] = transformer.heads;
  json["intermediate_size"] = transformer.hidden;
  json["hidden_act"] = name_of_activation(transformer.activation);
  json["layer_norm_eps"] = transformer.epsilon;
  json["do_stable_layer_norm"] = transformer.norm_first;
  json["hidden_dropout"] = transformer.dropout;
  json["attention_dropout"] = transformer.attention_dropout;
  json["activation_dropout"] = transformer.activation_dropout;
}

/// What not every family has.
void add_own_fields(ConfigJson& json, const std::string& type,
                    const nn::SpeechEncoderOptions& encoder) {
  const auto& positions = encoder.positions;
  const bool stacked = positions.depth > 0;
  json["num_conv_pos_embeddings"] = stacked ? positions.depth : positions.kernel;
  json["num_conv_pos_embedding_groups"] = positions.groups;
  if (stacked) json["conv_pos_kernel_size"] = positions.kernel;
  if (type == "hubert") {
    json["conv_pos_batch_norm"] = positions.batch_norm;
    json["feat_proj_layer_norm"] = encoder.projection_norm;
  }
  if (const auto& bias = encoder.transformer.relative_bias; bias.buckets > 0) {
    json["num_buckets"] = bias.buckets;
    json["max_bucket_distance"] = bias.max_distance;
  }
}

/// For those who train on. Without its vector nothing may be masked: Transformers would draw one.
void add_masking(ConfigJson& json, const nn::SpecAugmentOptions& masking, bool masked) {
  json["apply_spec_augment"] = masking.on && masked;
  json["mask_time_prob"] = masked ? masking.time_probability : 0.0;
  json["mask_time_length"] = masking.time_length;
  json["mask_time_min_masks"] = masking.time_min_masks;
  json["mask_feature_prob"] = masked ? masking.feature_probability : 0.0;
  json["mask_feature_length"] = masking.feature_length;
  json["mask_feature_min_masks"] = masking.feature_min_masks;
}

}  // namespace

const ExportedFamily* exported_family(const std::string& backbone) {
  static constexpr ExportedFamily kFamilies[] = {
      {"wav2vec2", "wav2vec2", "Wav2Vec2ForSequenceClassification", "wav2vec2."},
      {"hubert", "hubert", "HubertForSequenceClassification", "hubert."},
      {"wavlm", "wavlm", "WavLMForSequenceClassification", "wavlm."},
      {"data2vec", "data2vec-audio", "Data2VecAudioForSequenceClassification", "data2vec_audio."}};
  for (const auto& family : kFamilies) {
    if (backbone == family.plugin) return &family;
  }
  return nullptr;
}

ConfigJson exported_config(const ExportedFamily& family, const nn::SpeechEncoderOptions& encoder,
                           bool masked, const ExportedHead& head) {
  ConfigJson json = {{"architectures", {family.architecture}},
                     {"model_type", family.model_type},
                     {"problem_type", "single_label_classification"}};
  json["id2label"] = json["label2id"] = ConfigJson::object();
  for (std::size_t i = 0; i < head.classes.size(); ++i) {
    json["id2label"][std::to_string(i)] = head.classes[i];
    json["label2id"][head.classes[i]] = i;
  }
  json["classifier_proj_size"] = head.projection;
  json["use_weighted_layer_sum"] = head.weighted;
  add_convolutions(json, encoder.features);
  add_transformer(json, encoder.transformer);
  add_own_fields(json, family.model_type, encoder);
  json["feat_proj_dropout"] = encoder.projection_dropout;
  json["layerdrop"] = encoder.layer_drop;
  add_masking(json, encoder.spec_augment, masked);
  json["dtype"] = json["torch_dtype"] = "float32";
  return json;
}

ConfigJson exported_preprocessor(const nn::SpeechEncoderOptions& encoder) {
  // Models whose convolutions have a group norm were trained without a mask of the padding.
  return {{"feature_extractor_type", "Wav2Vec2FeatureExtractor"},
          {"feature_size", 1},
          {"sampling_rate", 16000},
          {"do_normalize", encoder.normalize},
          {"padding_side", "right"},
          {"padding_value", 0.0},
          {"return_attention_mask", encoder.features.norm == nn::ExtractorNorm::layer}};
}

}  // namespace serhost::train
