// A field that is in none of these lists is refused by weights::ConfigFields, so that no new field
// is ignored in silence. Knows no torch, so that it is fuzzed with sanitizers.
#include <serhost/nn/encoder_fields.hpp>
#include <stdexcept>

namespace serhost::nn {
namespace {

/// Far above every published model, and small enough that a product of three of them is a number.
constexpr std::int64_t kWidest = 1 << 16, kMost = 1 << 20, kMostLayers = 1 << 12;
constexpr std::int64_t kLongestHop = 1 << 20;  ///< samples from frame to frame

/// Heads, quantizers, tokenizers and the names that older configs carry along; Transformers
/// computes no features with them.
const std::vector<std::string>& without_effect() {
  static const std::vector<std::string> names = {"adapter_kernel_size",
                                                 "adapter_stride",
                                                 "classifier_proj_size",
                                                 "codevector_dim",
                                                 "contrastive_logits_temperature",
                                                 "ctc_loss_reduction",
                                                 "ctc_zero_infinity",
                                                 "diversity_loss_weight",
                                                 "feat_extract_dropout",
                                                 "feat_quantizer_dropout",
                                                 "final_dropout",
                                                 "freeze_feat_extract_train",
                                                 "hidden_dropout_prob",
                                                 "mask_channel_length",
                                                 "mask_channel_min_space",
                                                 "mask_channel_other",
                                                 "mask_channel_prob",
                                                 "mask_channel_selection",
                                                 "mask_time_min_space",
                                                 "mask_time_other",
                                                 "mask_time_selection",
                                                 "no_mask_channel_overlap",
                                                 "no_mask_time_overlap",
                                                 "num_adapter_layers",
                                                 "num_clusters",
                                                 "num_codevector_groups",
                                                 "num_codevectors_per_group",
                                                 "num_ctc_classes",
                                                 "num_negatives",
                                                 "output_hidden_size",
                                                 "proj_codevector_dim",
                                                 "replace_prob",
                                                 "tdnn_dilation",
                                                 "tdnn_dim",
                                                 "tdnn_kernel",
                                                 "use_weighted_layer_sum",
                                                 "xvector_output_dim"};
  return names;
}

std::string counted(std::size_t count, const char* name) {
  return std::to_string(count) + " in " + name;
}

void must_divide(std::int64_t part, const char* what, std::int64_t width) {
  if (part < 1 || width < 1 || width % part != 0)
    throw std::invalid_argument(std::string(what) + " is " + std::to_string(part) +
                                ", which does not divide hidden_size, " + std::to_string(width));
}

}  // namespace

weights::ConfigFields common_fields(EncoderConfig& c) {
  weights::ConfigFields fields;
  fields.reads("hidden_size", c.hidden_size, 1, kWidest)
      .reads("num_hidden_layers", c.num_hidden_layers, 1, kMostLayers)
      .reads("num_attention_heads", c.num_attention_heads, 1, kWidest)
      .reads("intermediate_size", c.intermediate_size, 1, kMost)
      .reads("hidden_act", c.hidden_act)
      .reads("layer_norm_eps", c.layer_norm_eps, 0.0, 1.0)
      .reads("conv_dim", c.conv_dim, 1, kWidest)
      .reads("conv_kernel", c.conv_kernel, 1, kWidest)
      .reads("conv_stride", c.conv_stride, 1, kWidest)
      .reads("conv_bias", c.conv_bias)
      .reads("feat_extract_activation", c.feat_extract_activation)
      .reads("num_conv_pos_embeddings", c.num_conv_pos_embeddings, 1, kWidest)
      .reads("num_conv_pos_embedding_groups", c.num_conv_pos_embedding_groups, 1, kWidest)
      .reads("hidden_dropout", c.hidden_dropout, 0.0, 1.0)
      .reads("attention_dropout", c.attention_dropout, 0.0, 1.0)
      .reads("activation_dropout", c.activation_dropout, 0.0, 1.0)
      .reads("feat_proj_dropout", c.feat_proj_dropout, 0.0, 1.0)
      .reads("layerdrop", c.layerdrop, 0.0, 1.0)
      .reads("apply_spec_augment", c.apply_spec_augment)
      .reads("mask_time_prob", c.mask_time_prob, 0.0, 1.0)
      .reads("mask_time_length", c.mask_time_length, 1, kMost)
      .reads("mask_time_min_masks", c.mask_time_min_masks, 0, kMost)
      .reads("mask_feature_prob", c.mask_feature_prob, 0.0, 1.0)
      .reads("mask_feature_length", c.mask_feature_length, 1, kMost)
      .reads("mask_feature_min_masks", c.mask_feature_min_masks, 0, kMost)
      .reads("num_feat_extract_layers", c.num_feat_extract_layers, 0, kMostLayers)
      .fixed("add_adapter", {false})
      .fixed("adapter_attn_dim", {weights::ConfigValue()})
      .harmless(without_effect());
  return fields;
}

void add_norm_fields(weights::ConfigFields& fields, EncoderConfig& c) {
  fields.reads("feat_extract_norm", c.feat_extract_norm, {"group", "layer"})
      .reads("do_stable_layer_norm", c.do_stable_layer_norm);
}

void check(const EncoderConfig& c) {
  if (c.num_feat_extract_layers > 0 &&
      c.num_feat_extract_layers != static_cast<std::int64_t>(c.conv_dim.size())) {
    throw std::invalid_argument("num_feat_extract_layers is " +
                                std::to_string(c.num_feat_extract_layers) + ", but conv_dim has " +
                                std::to_string(c.conv_dim.size()) + " entries");
  }
  if (c.conv_dim.empty() || c.conv_kernel.size() != c.conv_dim.size() ||
      c.conv_stride.size() != c.conv_dim.size()) {
    throw std::invalid_argument(
        "the convolutions over the waveform are " + counted(c.conv_dim.size(), "conv_dim, ") +
        counted(c.conv_kernel.size(), "conv_kernel and ") +
        counted(c.conv_stride.size(), "conv_stride") + "; each needs an entry in all three");
  }
  std::int64_t hop = 1;
  for (const auto stride : c.conv_stride) {
    hop *= stride;
    if (stride < 1 || hop > kLongestHop)
      throw std::invalid_argument("conv_stride makes frames further apart than " +
                                  std::to_string(kLongestHop) + " samples, or none");
  }
  must_divide(c.num_attention_heads, "num_attention_heads", c.hidden_size);
  must_divide(c.num_conv_pos_embedding_groups, "num_conv_pos_embedding_groups", c.hidden_size);
}

weights::Needs needs_of(const EncoderConfig& c) {
  weights::Needs out;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
    out.shapes.emplace_back(name, std::move(shape));
  };
  const auto count = static_cast<std::int64_t>(c.conv_dim.size());
  out.counts = {{"feature_extractor.conv_layers.{i}.conv.weight", count},
                {"encoder.layers.{i}.final_layer_norm.weight", c.num_hidden_layers}};
  std::int64_t inputs = 1;
  for (std::size_t i = 0; i < c.conv_dim.size(); ++i) {
    add("feature_extractor.conv_layers." + std::to_string(i) + ".conv.weight",
        {c.conv_dim[i], inputs, c.conv_kernel[i]});
    inputs = c.conv_dim[i];
  }
  const auto width = c.hidden_size;
  add("feature_projection.projection.weight", {width, inputs});
  for (std::int64_t i = 0; i < c.num_hidden_layers; ++i) {
    const auto layer = "encoder.layers." + std::to_string(i) + ".";
    add(layer + "attention.q_proj.weight", {width, width});
    add(layer + "feed_forward.intermediate_dense.weight", {c.intermediate_size, width});
  }
  const auto inputs_of_a_group = width / c.num_conv_pos_embedding_groups;
  for (std::int64_t i = 0; c.conv_pos_kernel_size > 0 && i < c.num_conv_pos_embeddings; ++i) {
    add("encoder.pos_conv_embed.layers." + std::to_string(i) + ".conv.weight",
        {width, inputs_of_a_group, c.conv_pos_kernel_size});
  }
  if (c.num_buckets > 0)
    add("encoder.layers.0.attention.rel_attn_embed.weight", {c.num_buckets, c.num_attention_heads});
  return out;
}

void read_extractor(const weights::Config& extractor, bool& normalize) {
  weights::ConfigFields()
      .reads("do_normalize", normalize)
      .fixed("sampling_rate", {std::int64_t{16000}})
      .fixed("feature_size", {std::int64_t{1}})
      .harmless({"feature_extractor_type", "image_processor_type", "padding_side", "padding_value",
                 "processor_class", "return_attention_mask"})
      .apply(extractor);
}

}  // namespace serhost::nn
