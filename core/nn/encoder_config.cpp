// From words of config.json to the options of modules.
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

}  // namespace

SpeechEncoderOptions options_of(const EncoderConfig& c) {
  check(c);
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
