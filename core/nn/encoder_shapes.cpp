// What a shape does not show: the number of attention heads (but for WavLM's), strides,
// activations, and whether norms come before attention.
#include "encoder_shapes.hpp"

#include <algorithm>
#include <stdexcept>

#include "take.hpp"

namespace serhost::nn {
namespace {

using weights::EncoderWeights;

constexpr const char* kConvolution = "feature_extractor.conv_layers.";
constexpr const char* kPositions = "encoder.pos_conv_embed.conv.weight";
constexpr const char* kBias = "encoder.layers.0.attention.rel_attn_embed.weight";
constexpr const char* kStacked = "encoder.pos_conv_embed.layers.{i}.conv.weight";

/// The sizes of a tensor that must have so many.
std::vector<std::int64_t> sizes_of(const EncoderWeights& weights, const std::string& name,
                                   std::size_t dimensions) {
  auto shape = weights.shape(name);
  if (shape.size() != dimensions || std::find(shape.begin(), shape.end(), 0) != shape.end())
    throw std::invalid_argument(weights.checkpoint().path().string() + ": " + name + " must have " +
                                std::to_string(dimensions) + " sizes above 0");
  return shape;
}

void take_convolutions(EncoderConfig& c, const EncoderWeights& weights) {
  const auto count = weights.count(std::string(kConvolution) + "{i}.conv.weight");
  c.conv_dim.clear();
  c.conv_kernel.clear();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto shape = sizes_of(weights, kConvolution + std::to_string(i) + ".conv.weight", 3);
    c.conv_dim.push_back(shape[0]);
    c.conv_kernel.push_back(shape[2]);
  }
  c.conv_bias = weights.has(std::string(kConvolution) + "0.conv.bias");
  c.feat_extract_norm =
      weights.has(std::string(kConvolution) + "1.layer_norm.weight") ? "layer" : "group";
}

/// Weight norm has the direction under a name of its own.
std::string positions_of(const EncoderWeights& weights) {
  const auto direction = std::string(kPositions) + "_v";
  return weights.has(direction) || !weights.has(kPositions) ? direction : kPositions;
}

void take_positions(EncoderConfig& c, const EncoderWeights& weights) {
  const auto stacked = weights.count(kStacked);
  const auto shape = sizes_of(
      weights, stacked > 0 ? "encoder.pos_conv_embed.layers.0.conv.weight" : positions_of(weights),
      3);
  c.num_conv_pos_embeddings = stacked > 0 ? stacked : shape[2];
  c.conv_pos_kernel_size = stacked > 0 ? shape[2] : 0;
  c.num_conv_pos_embedding_groups = std::max<std::int64_t>(c.hidden_size / shape[1], 1);
  c.conv_pos_batch_norm = weights.has("encoder.pos_conv_embed.batch_norm.weight");
}

/// Everything that shapes show, into `c`.
void take_shapes(EncoderConfig& c, const EncoderWeights& weights) {
  take_convolutions(c, weights);
  c.hidden_size = sizes_of(weights, "feature_projection.projection.weight", 2)[0];
  c.feat_proj_layer_norm = weights.has("feature_projection.layer_norm.weight");
  c.num_hidden_layers = weights.count("encoder.layers.{i}.final_layer_norm.weight");
  c.intermediate_size =
      sizes_of(weights, "encoder.layers.0.feed_forward.intermediate_dense.weight", 2)[0];
  take_positions(c, weights);
  if (!weights.has(kBias)) return;
  const auto bias = sizes_of(weights, kBias, 2);
  c.num_buckets = bias[0];
  c.num_attention_heads = bias[1];
}

bool any_size_given(const EncoderParameters& p) {
  return p.size || p.hidden_size || p.num_hidden_layers || p.num_attention_heads ||
         p.intermediate_size || p.conv_dim || p.num_conv_pos_embeddings ||
         p.num_conv_pos_embedding_groups;
}

/// The published size with the same norm between the convolutions: norms before attention came
/// with it.
const EncoderConfig& kin(const EncoderFamily& family, const EncoderConfig& shaped) {
  for (const auto& [name, config] : family.sizes) {
    if (config.feat_extract_norm == shaped.feat_extract_norm) return config;
  }
  return family.sizes.at("base");
}

EncoderConfig from_shapes_alone(const EncoderFamily& family, const EncoderParameters& given,
                                const EncoderWeights& weights) {
  auto shaped = family.sizes.at("base");
  take_shapes(shaped, weights);
  auto out = kin(family, shaped);
  take_shapes(out, weights);
  const auto where = weights.checkpoint().path().string();
  if (out.conv_kernel != family.defaults.conv_kernel)
    throw std::invalid_argument(
        where +
        " has no config, and convolutions of other widths than the published models, so "
        "that their strides are not known; put a config.json beside it");
  if (!given.num_attention_heads && !weights.has(kBias))
    throw std::invalid_argument(
        where +
        " has no config that says its sizes; the shapes of its tensors are of no published "
        "size and say all but the number of attention heads: give num_attention_heads");
  take(out.num_attention_heads, given.num_attention_heads);
  return out;
}

std::string sizes_text(const EncoderConfig& c) {
  return "hidden_size = " + std::to_string(c.hidden_size) +
         ", num_hidden_layers = " + std::to_string(c.num_hidden_layers) +
         ", num_attention_heads = " + std::to_string(c.num_attention_heads) +
         ", intermediate_size = " + std::to_string(c.intermediate_size) + ", norms " +
         (c.do_stable_layer_norm ? "before" : "behind") + " attention and feed-forward";
}

}  // namespace

Shaped config_by_shapes(const EncoderFamily& family, const EncoderParameters& given,
                        const EncoderWeights& weights) {
  const auto say = [&](EncoderConfig config, const std::string& from) {
    return Shaped{config, weights.checkpoint().path().string() +
                              " has no config that says its sizes; " + from + ": " +
                              sizes_text(config)};
  };
  if (given.size)
    return say(family.sizes.at(*given.size), "they are those of size = " + *given.size);
  for (const auto& [name, config] : family.sizes) {
    auto shaped = config;
    take_shapes(shaped, weights);
    if (shaped == config && !any_size_given(given))
      return say(config, "the shapes of its tensors are those of size = " + name);
  }
  return say(from_shapes_alone(family, given, weights), "they are from the shapes of its tensors");
}

void require_shapes(const EncoderConfig& config, const EncoderWeights& weights,
                    const std::string& source) {
  auto needs = needs_of(config);
  if (config.conv_pos_kernel_size == 0)
    needs.shapes.emplace_back(
        positions_of(weights),
        std::vector<std::int64_t>{config.hidden_size,
                                  config.hidden_size / config.num_conv_pos_embedding_groups,
                                  config.num_conv_pos_embeddings});
  weights::require(weights, needs, source);
}

}  // namespace serhost::nn
