// Frames stay packed between stages within `forward`; the convolutions see a clip at a time.
#include <ATen/ops/cat.h>
#include <ATen/ops/log1p.h>

#include <serhost/nn/registered.hpp>
#include <serhost/nn/wav2vec_encoder.hpp>

namespace serhost::nn {

Wav2vecEncoder::Wav2vecEncoder(const Wav2vecOptions& options, std::shared_ptr<Quantizer> quantizer)
    : log_compression_(options.log_compression),
      features_(register_module("feature_extractor",
                                std::make_shared<ConvolutionStack>(options.features))),
      aggregator_(register_module("feature_aggregator",
                                  std::make_shared<ConvolutionStack>(options.aggregator))),
      quantizer_(std::move(quantizer)) {
  if (quantizer_) register_module("vector_quantizer", quantizer_);
}

void Wav2vecEncoder::load(const weights::EncoderWeights& weights) {
  files_ = weights.checkpoint().files();
  weights::load_into(
      *this, weights,
      {.source = weights.checkpoint().path().string(), .ignore = {}, .may_miss = {}});
}

Packed Wav2vecEncoder::extract(const Sequence& audio, Step& step) {
  std::vector<at::Tensor> clips;
  Lengths lengths;
  for (const auto samples : to_lengths(audio.lengths)) {
    const auto clip = audio.values.select(0, static_cast<std::int64_t>(clips.size()))
                          .narrow(0, 0, samples)
                          .to(at::kFloat);
    auto frames = features_->forward(clip.unsqueeze(0), step).t();
    if (log_compression_) frames = frames.abs().log1p();
    lengths.push_back(frames.size(0));
    clips.push_back(frames);
  }
  return {clips.size() == 1 ? clips.front() : at::cat(clips), lengths};
}

Packed Wav2vecEncoder::quantize(const Packed& frames, Step& step) {
  return quantizer_ ? frames.with(quantizer_->forward(frames, step)) : frames;
}

Packed Wav2vecEncoder::aggregate(std::size_t layer, const Packed& frames, Step& step) {
  return frames.with(
      each_clip(frames.values, frames.lengths, [&](const at::Tensor& clip, std::size_t) {
        return aggregator_->layer(layer, clip.t(), step).t();
      }));
}

Sequence Wav2vecEncoder::forward(const Sequence& audio, Step& step) {
  auto x = quantize(extract(audio, step), step);
  for (std::size_t i = 0; i < aggregator_->layers(); ++i) x = aggregate(i, x, step);
  return pad(x);
}

std::vector<Sequence> Wav2vecEncoder::run_layers(const Sequence& audio, Step& step) {
  auto x = quantize(extract(audio, step), step);
  std::vector<Sequence> states = {pad(x)};
  for (std::size_t i = 0; i < aggregator_->layers(); ++i) {
    x = aggregate(i, x, step);
    states.push_back(pad(x));
  }
  return states;
}

std::vector<std::string> Wav2vecEncoder::stages() const {
  std::vector<std::string> names = {"feature_encoder"};
  if (quantizer_) names.emplace_back("quantizer");
  for (std::size_t i = 1; i <= aggregator_->layers(); ++i)
    names.push_back("layer_" + std::to_string(i));
  return names;
}

std::vector<torch::Tensor> Wav2vecEncoder::stage_parameters(std::size_t stage) const {
  if (stage == 0) return features_->parameters();
  if (quantizer_ && stage == 1) return quantizer_->parameters();
  return aggregator_->layer_parameters(stage - (quantizer_ ? 2 : 1));
}

Sequence Wav2vecEncoder::run_stage(std::size_t stage, const Sequence& input, Step& step) {
  if (stage == 0) return pad(extract(input, step));
  const auto x = pack(input);
  if (quantizer_ && stage == 1) return pad(quantize(x, step));
  return pad(aggregate(stage - (quantizer_ ? 2 : 1), x, step));
}

}  // namespace serhost::nn
