// The steps of the encoder, each on packed frames. From `place` on a clip is its tokens followed by
// its frames.
#include "encoder.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include <serhost/nn/alibi.hpp>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/waveform_norm.hpp>
#include <stdexcept>
#include <string>

namespace emotion2vec {

namespace nn = serhost::nn;

namespace {

nn::FeatureEncoderOptions with_names(nn::FeatureEncoderOptions features) {
  features.norm = nn::ExtractorNorm::layer;
  features.convolution_name = "0";  // the places of both in the Sequential that fairseq builds
  features.norm_name = "2.1";
  return features;
}

nn::PositionOptions with_names(nn::PositionOptions positions) {
  positions.stack_prefix = "";
  positions.stack_suffix = ".0";
  positions.stack_first = 1;
  return positions;
}

}  // namespace

Encoder::Encoder(const EncoderOptions& options) : options_(options) {
  const auto width = options.block.width;
  if (options.block.heads < 1 || width % options.block.heads != 0) {
    throw std::invalid_argument(std::to_string(options.block.heads) +
                                " heads do not divide a width of " + std::to_string(width));
  }
  auto& audio = nn::container_at(*this, "modality_encoders.AUDIO");
  features_ = audio.register_module(
      "local_encoder", std::make_shared<nn::FeatureEncoder>(with_names(options.features)));
  feature_norm_ = nn::register_at(audio, "project_features.1",
                                  std::make_shared<nn::LayerNorm>(features_->width()));
  projection_ = nn::register_at(audio, "project_features.2",
                                std::make_shared<nn::Linear>(features_->width(), width));
  positions_ = audio.register_module("relative_positional_encoder",
                                     nn::make_positions(width, with_names(options.positions)));
  prenet_norm_ = nn::register_at(audio, "context_encoder.norm",
                                 std::make_shared<nn::LayerNorm>(width, options.block.epsilon));
  for (std::int64_t i = 0; i < options.prenet + options.depth; ++i) {
    const auto name = i < options.prenet ? "context_encoder.blocks." + std::to_string(i)
                                         : "blocks." + std::to_string(i - options.prenet);
    blocks_.push_back(nn::register_at(i < options.prenet ? audio : *this, name,
                                      std::make_shared<Block>(options.block)));
  }
  slopes_ = nn::alibi_slopes(options.block.heads);
  scale_ = audio.register_parameter("alibi_scale", at::ones({1, 1, options.block.heads, 1, 1}));
  if (options.tokens > 0) {
    auto tokens = at::randn({1, options.tokens, width});
    tokens.select(1, 0).zero_();
    tokens_ = audio.register_parameter("extra_tokens", tokens);
  }
}

nn::Packed Encoder::extract(const serhost::Sequence& audio) {
  nn::Lengths lengths;
  std::vector<at::Tensor> clips;
  for (const auto samples : nn::to_lengths(audio.lengths)) {
    auto clip = audio.values.select(0, static_cast<std::int64_t>(clips.size()))
                    .narrow(0, 0, samples)
                    .to(at::kFloat);
    if (options_.normalize) clip = nn::normalize_waveform(clip, options_.normalize_epsilon);
    clips.push_back(features_->forward(clip));
    lengths.push_back(clips.back().size(0));
  }
  return {clips.size() == 1 ? clips.front() : at::cat(clips), lengths};
}

nn::Packed Encoder::project(const nn::Packed& features) {
  return features.with(projection_->forward(feature_norm_->forward(features.values)));
}

nn::Packed Encoder::with_tokens(nn::Packed x, serhost::Step& step) const {
  if (tokens_.defined()) {
    const auto tokens = tokens_.squeeze(0).to(x.values.scalar_type());
    x.values = nn::each_clip(x.values, x.lengths, [&](const at::Tensor& clip, std::size_t) {
      return at::cat({tokens, clip});
    });
    for (auto& length : x.lengths) length += options_.tokens;
  }
  x.values = nn::dropout(prenet_norm_->forward(x.values), options_.prenet_dropout, step);
  return x;
}

nn::Packed Encoder::place(const nn::Packed& local, serhost::Step& step) {
  return with_tokens(local.with(local.values + positions_->forward(local, step)), step);
}

nn::Packed Encoder::place_kept(const nn::Packed& local, const std::vector<at::Tensor>& kept,
                               serhost::Step& step) {
  const auto seen = local.with(
      nn::each_clip(local.values, local.lengths, [&](const at::Tensor& clip, std::size_t i) {
        return at::zeros_like(clip).index_copy(0, kept[i], clip.index_select(0, kept[i]));
      }));
  const auto placed = local.values + positions_->forward(seen, step);
  nn::Packed x{nn::each_clip(placed, local.lengths,
                             [&](const at::Tensor& clip, std::size_t i) {
                               return clip.index_select(0, kept[i]);
                             }),
               {}};
  for (const auto& frames : kept) x.lengths.push_back(frames.size(0));
  return with_tokens(std::move(x), step);
}

nn::Packed Encoder::run_block(std::size_t index, const nn::Packed& frames, serhost::Step& step,
                              const std::vector<at::Tensor>& places, at::Tensor* target) {
  const bool prenet = index < static_cast<std::size_t>(options_.prenet);
  const double drop = prenet ? options_.prenet_layer_drop : options_.layer_drop;
  if (step.training && drop > 0 && at::rand({}, step.random, at::kDouble).item<double>() < drop)
    return frames;
  const auto strength = slopes_.to(scale_.device()) * scale_.flatten().clamp_min(0);
  const auto bias = [&](std::size_t clip, std::int64_t begin, std::int64_t count) {
    const auto where = places.empty()
                           ? at::arange(frames.lengths[clip] - options_.tokens, slopes_.options())
                           : places[clip];
    return nn::alibi_bias(strength, where.to(strength.device()), options_.tokens, begin, count);
  };
  const auto out = blocks_[index]->forward(frames, bias, step);
  if (target != nullptr) *target = out.target;
  return frames.with(out.values);
}

nn::Packed Encoder::frames_of(const nn::Packed& frames) const {
  nn::Packed own{nn::each_clip(frames.values, frames.lengths,
                               [&](const at::Tensor& clip, std::size_t) {
                                 return clip.narrow(0, options_.tokens,
                                                    clip.size(0) - options_.tokens);
                               }),
                 frames.lengths};
  for (auto& length : own.lengths) length -= options_.tokens;
  return own;
}

at::Tensor Encoder::tokens_of(const nn::Packed& frames) const {
  std::vector<at::Tensor> tokens;
  std::int64_t begin = 0;
  for (const auto length : frames.lengths) {
    tokens.push_back(frames.values.narrow(0, begin, options_.tokens));
    begin += length;
  }
  return at::stack(tokens);
}

serhost::Sequence Encoder::without_tokens(const nn::Packed& frames) const {
  const auto whole = frames.with(frames.values.to(at::kFloat));
  if (!tokens_.defined()) return nn::pad(whole);
  auto out = nn::pad(frames_of(whole));
  out.summary = tokens_of(whole).mean(1);
  return out;
}

std::vector<at::Tensor> Encoder::parameters_of(std::size_t stage) const {
  if (stage == 0) return features_->parameters();
  if (stage >= 3) return blocks_.at(stage - 3)->parameters();
  auto all = stage == 1 ? feature_norm_->parameters() : positions_->parameters();
  const auto add = [&](const std::vector<at::Tensor>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  if (stage == 1) {
    add(projection_->parameters());
  } else {
    add(prenet_norm_->parameters());
    all.push_back(scale_);
    if (tokens_.defined()) all.push_back(tokens_);
  }
  return all;
}

}  // namespace emotion2vec
