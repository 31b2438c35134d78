// A field that is in none of these lists is refused by weights::ConfigFields, so that no new field
// is ignored in silence.
#include <serhost/nn/encoder_config.hpp>
#include <stdexcept>

namespace serhost::nn {
namespace {

Activation activation(const std::string& field, const std::string& name) {
  const auto found = activation_named(name);
  if (!found)
    throw std::invalid_argument(field + " is \"" + name + "\", which is none of " +
                                activation_names());
  return *found;
}

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

}  // namespace

weights::ConfigFields common_fields(EncoderConfig& c) {
  weights::ConfigFields fields;
  fields.reads("hidden_size", c.hidden_size, 1)
      .reads("num_hidden_layers", c.num_hidden_layers, 1)
      .reads("num_attention_heads", c.num_attention_heads, 1)
      .reads("intermediate_size", c.intermediate_size, 1)
      .reads("hidden_act", c.hidden_act)
      .reads("layer_norm_eps", c.layer_norm_eps, 0.0)
      .reads("conv_dim", c.conv_dim)
      .reads("conv_kernel", c.conv_kernel)
      .reads("conv_stride", c.conv_stride)
      .reads("conv_bias", c.conv_bias)
      .reads("feat_extract_activation", c.feat_extract_activation)
      .reads("num_conv_pos_embeddings", c.num_conv_pos_embeddings, 1)
      .reads("num_conv_pos_embedding_groups", c.num_conv_pos_embedding_groups, 1)
      .reads("hidden_dropout", c.hidden_dropout, 0.0, 1.0)
      .reads("attention_dropout", c.attention_dropout, 0.0, 1.0)
      .reads("activation_dropout", c.activation_dropout, 0.0, 1.0)
      .reads("feat_proj_dropout", c.feat_proj_dropout, 0.0, 1.0)
      .reads("layerdrop", c.layerdrop, 0.0, 1.0)
      .reads("apply_spec_augment", c.apply_spec_augment)
      .reads("mask_time_prob", c.mask_time_prob, 0.0, 1.0)
      .reads("mask_time_length", c.mask_time_length, 1)
      .reads("mask_time_min_masks", c.mask_time_min_masks, 0)
      .reads("mask_feature_prob", c.mask_feature_prob, 0.0, 1.0)
      .reads("mask_feature_length", c.mask_feature_length, 1)
      .reads("mask_feature_min_masks", c.mask_feature_min_masks, 0)
      .reads("num_feat_extract_layers", c.num_feat_extract_layers, 0)
      .fixed("add_adapter", {false})
      .fixed("adapter_attn_dim", {weights::ConfigValue()})
      .harmless(without_effect());
  return fields;
}

void add_norm_fields(weights::ConfigFields& fields, EncoderConfig& c) {
  fields.reads("feat_extract_norm", c.feat_extract_norm, {"group", "layer"})
      .reads("do_stable_layer_norm", c.do_stable_layer_norm);
}

SpeechEncoderOptions options_of(const EncoderConfig& c) {
  if (c.num_feat_extract_layers > 0 &&
      c.num_feat_extract_layers != static_cast<std::int64_t>(c.conv_dim.size())) {
    throw std::invalid_argument("num_feat_extract_layers is " +
                                std::to_string(c.num_feat_extract_layers) + ", but conv_dim has " +
                                std::to_string(c.conv_dim.size()) + " entries");
  }
  SpeechEncoderOptions out;
  out.features = {
      .channels = c.conv_dim,
      .kernels = c.conv_kernel,
      .strides = c.conv_stride,
      .bias = c.conv_bias,
      .norm = c.feat_extract_norm == "layer" ? ExtractorNorm::layer : ExtractorNorm::group,
      .activation = activation("feat_extract_activation", c.feat_extract_activation)};
  out.projection_norm = c.feat_proj_layer_norm;
  out.projection_dropout = c.feat_proj_dropout;
  const bool stacked = c.conv_pos_kernel_size > 0;
  out.positions = {.kernel = stacked ? c.conv_pos_kernel_size : c.num_conv_pos_embeddings,
                   .groups = c.num_conv_pos_embedding_groups,
                   .depth = stacked ? c.num_conv_pos_embeddings : 0,
                   .batch_norm = c.conv_pos_batch_norm,
                   .activation = out.features.activation};
  out.transformer = {
      .width = c.hidden_size,
      .layers = c.num_hidden_layers,
      .heads = c.num_attention_heads,
      .hidden = c.intermediate_size,
      .norm_first = c.do_stable_layer_norm,
      .activation = activation("hidden_act", c.hidden_act),
      .epsilon = c.layer_norm_eps,
      .dropout = c.hidden_dropout,
      .attention_dropout = c.attention_dropout,
      .activation_dropout = c.activation_dropout,
      .relative_bias = {.buckets = c.num_buckets, .max_distance = c.max_bucket_distance}};
  out.layer_drop = c.layerdrop;
  out.keep_first_layer = c.num_buckets > 0;
  out.spec_augment = {.on = c.apply_spec_augment,
                      .time_probability = c.mask_time_prob,
                      .time_length = c.mask_time_length,
                      .time_min_masks = c.mask_time_min_masks,
                      .feature_probability = c.mask_feature_prob,
                      .feature_length = c.mask_feature_length,
                      .feature_min_masks = c.mask_feature_min_masks};
  return out;
}

}  // namespace serhost::nn
