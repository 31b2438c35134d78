// What the config.json of wav2vec 2.0 and its kin says, in its own words: read within bounds, and
// checked against itself and against the shapes of the weights before anything is made of it.
//
//   nn::EncoderConfig config;
//   auto fields = nn::common_fields(config);
//   nn::add_norm_fields(fields, config);
//   fields.apply(weights.config());  // throws for what would compute something else
//   nn::check(config);
//   weights::require(weights, nn::needs_of(config), "model.safetensors");
//
// Source: Transformers, Wav2Vec2Config and its kin.
#pragma once

#include <cstdint>
#include <serhost/weights/config.hpp>
#include <serhost/weights/needs.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// Fields that change what is computed, under Hugging Face's names and with its defaults.
struct EncoderConfig {
  /// Width, depth, heads and the width between the two layers of a feed-forward network.
  std::int64_t hidden_size = 768, num_hidden_layers = 12, num_attention_heads = 12,
               intermediate_size = 3072;
  /// Activation of the feed-forward network ("gelu").
  std::string hidden_act = "gelu";
  /// Added to variances.
  double layer_norm_eps = 1e-5;
  /// Norms before attention and feed-forward network.
  bool do_stable_layer_norm = false;
  /// Channels of the convolutions over the waveform.
  std::vector<std::int64_t> conv_dim = {512, 512, 512, 512, 512, 512, 512};
  /// Their widths in samples or frames.
  std::vector<std::int64_t> conv_kernel = {10, 3, 3, 3, 3, 2, 2};
  /// Their strides.
  std::vector<std::int64_t> conv_stride = {5, 2, 2, 2, 2, 2, 2};
  std::int64_t num_feat_extract_layers = 0;  ///< 0: not said
  /// Whether they have a bias.
  bool conv_bias = false;
  /// "group" or "layer", and the activation behind each.
  std::string feat_extract_norm = "group", feat_extract_activation = "gelu";
  /// A norm before the projection.
  bool feat_proj_layer_norm = true;
  /// Width of the positional convolution in frames, and its groups.
  std::int64_t num_conv_pos_embeddings = 128, num_conv_pos_embedding_groups = 16;
  /// Not 0: num_conv_pos_embeddings convolutions of so many frames, one behind the other.
  std::int64_t conv_pos_kernel_size = 0;
  /// A batch norm before it instead of the weight norm.
  bool conv_pos_batch_norm = false;
  /// Of the relative position bias of WavLM.
  std::int64_t num_buckets = 0,
               max_bucket_distance = 800;  ///< no buckets: no relative position bias
  /// Probabilities, in training.
  double hidden_dropout = 0.1, attention_dropout = 0.1, activation_dropout = 0.1,
         feat_proj_dropout = 0.0, layerdrop = 0.1;
  /// Whether frames are masked in training.
  bool apply_spec_augment = true;
  /// As SpecAugmentOptions: of frames, of features.
  double mask_time_prob = 0.05, mask_feature_prob = 0.0;
  /// As SpecAugmentOptions.
  std::int64_t mask_time_length = 10, mask_time_min_masks = 2, mask_feature_length = 10,
               mask_feature_min_masks = 0;

  /// Of every field.
  bool operator==(const EncoderConfig&) const = default;
};

/// The fields that every such config.json may have: read into `config`, fixed, or known to be
/// harmless.
weights::ConfigFields common_fields(EncoderConfig& config);

/// feat_extract_norm and do_stable_layer_norm, which data2vec does not have.
void add_norm_fields(weights::ConfigFields& fields, EncoderConfig& config);

/// Throws std::invalid_argument for sizes that contradict each other: lists of different lengths,
/// heads or groups that do not divide the width.
void check(const EncoderConfig& config);

/// The tensors that an encoder of this config cannot do without, with their shapes. `config` has
/// passed `check`.
weights::Needs needs_of(const EncoderConfig& config);

/// do_normalize of a feature extractor's config into `normalize`, if it is said. Throws as
/// ConfigFields::apply, for a sampling rate other than 16,000 Hz, too.
void read_extractor(const weights::Config& extractor, bool& normalize);

}  // namespace serhost::nn
