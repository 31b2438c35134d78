// Sizes are read from the tensors of a checkpoint; what no tensor shows, from its config, and where
// that is silent the published models are taken for the rule.
#include <algorithm>
#include <cmath>
#include <serhost/nn/wav2vec_encoder.hpp>
#include <stdexcept>

#include "take.hpp"

namespace serhost::nn {
namespace {

using weights::Config;
using weights::EncoderWeights;

/// Throws where the config says that the model computes something else.
void must_be(const Config& config, const char* field, const std::string& shown) {
  if (config.has(field) && config.shown(field) != shown) {
    throw std::invalid_argument(config.file() + ": " + field + " is " + config.shown(field) +
                                ", but only " + shown + " can be computed");
  }
}

/// The channels and kernels of a stack's convolutions, from the tensors under `prefix`.
void take_shapes(ConvolutionStackOptions& options, const EncoderWeights& weights,
                 const std::string& prefix) {
  const auto count =
      weights.count(prefix + "conv_layers.{i}." + options.convolution_name + ".weight");
  options.channels.clear();
  options.kernels.clear();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto path = prefix + "conv_layers." + std::to_string(i) + ".";
    const auto& shape = weights.shape(path + options.convolution_name + ".weight");
    if (shape.size() != 3 || shape[0] < 1 || shape[2] < 1)
      throw std::invalid_argument(weights.checkpoint().path().string() + ": " + path +
                                  options.convolution_name +
                                  ".weight is no convolution; expected [channels, inputs, kernel]");
    options.channels.push_back(shape[0]);
    options.kernels.push_back(shape[2]);
  }
  options.bias = weights.has(prefix + "conv_layers.0." + options.convolution_name + ".bias");
  options.affine = weights.has(prefix + "conv_layers.0." + options.norm_name + ".weight");
}

void take_strides(ConvolutionStackOptions& features, const ConvolutionStackOptions& published,
                  const EncoderWeights& weights) {
  if (const auto said = weights.config().integers("conv_stride")) {
    features.strides = *said;
  } else if (features.kernels != published.kernels) {
    throw std::invalid_argument(
        weights.checkpoint().path().string() +
        " has convolutions of other widths than the published model and no config that says their "
        "strides; put a config.json with conv_feature_layers beside it");
  }
}

void take_config(Wav2vecOptions& options, const Config& config) {
  must_be(config, "aggregator", "\"cnn\"");
  must_be(config, "skip_connections_feat", "false");
  must_be(config, "project_features", "\"none\"");
  take(options.log_compression, config.boolean("log_compression"));
  take(options.aggregator.residual, config.boolean("skip_connections_agg"));
  take(options.aggregator.zeros_before, config.boolean("agg_zero_pad"));
  if (const auto scale = config.real("residual_scale"))
    options.aggregator.residual_scale = std::sqrt(*scale);
  if (const auto dropout = config.real("dropout"))
    options.features.dropout = options.aggregator.dropout = *dropout;
  if (const auto name = config.text("activation")) {
    const auto found = activation_named(*name);
    if (!found)
      throw std::invalid_argument(config.file() + ": activation is \"" + *name +
                                  "\", which is none of " + activation_names());
    options.features.activation = options.aggregator.activation = *found;
  }
}

}  // namespace

Wav2vecOptions published_wav2vec() {
  Wav2vecOptions out;
  out.features.channels.assign(7, 512);
  out.features.kernels = {10, 8, 4, 4, 4, 1, 1};
  out.features.strides = {5, 4, 2, 2, 2, 1, 1};
  auto& aggregator = out.aggregator;
  aggregator.inputs = 512;
  aggregator.channels.assign(12, 512);
  for (std::int64_t kernel = 2; kernel <= 13; ++kernel) aggregator.kernels.push_back(kernel);
  aggregator.strides.assign(12, 1);
  aggregator.bias = aggregator.causal = aggregator.residual = true;
  aggregator.residual_scale = std::sqrt(0.5);
  aggregator.convolution_name = "1";  // behind the padding, in the Sequential that fairseq builds
  aggregator.norm_name = "3";
  return out;
}

Wav2vecOptions published_vq_wav2vec() {
  auto out = published_wav2vec();
  out.features.channels.push_back(512);
  out.features.kernels.push_back(1);
  out.features.strides.push_back(1);
  out.features.activation = out.aggregator.activation = Activation::gelu;
  return out;
}

Wav2vecOptions wav2vec_options(Wav2vecOptions published, const Wav2vecParameters& p,
                               const EncoderWeights* weights) {
  auto out = published;
  if (weights != nullptr) {
    if (p.conv_dim || p.conv_kernel || p.conv_stride || p.aggregator_dim || p.aggregator_kernel) {
      throw std::invalid_argument(
          "the checkpoint says how large the model is; leave out conv_dim, conv_kernel, "
          "conv_stride, aggregator_dim and "
          "aggregator_kernel");
    }
    take_shapes(out.features, *weights, "feature_extractor.");
    take_shapes(out.aggregator, *weights, "feature_aggregator.");
    take_strides(out.features, published.features, *weights);
    take_config(out, weights->config());
  }
  take(out.features.channels, p.conv_dim);
  take(out.features.kernels, p.conv_kernel);
  take(out.features.strides, p.conv_stride);
  take(out.aggregator.channels, p.aggregator_dim);
  take(out.aggregator.kernels, p.aggregator_kernel);
  if (p.dropout) out.features.dropout = out.aggregator.dropout = *p.dropout;
  out.aggregator.strides.assign(out.aggregator.channels.size(), 1);
  out.aggregator.inputs = out.features.channels.empty() ? 1 : out.features.channels.back();
  return out;
}

}  // namespace serhost::nn
