// The head of MERBench for one modality: the clip's vector goes through three encoders that are
// fused by attention. Its names of parameters are those of MERBench's files.
#include <ATen/ops/cat.h>
#include <ATen/ops/dropout.h>
#include <torch/nn/modules/linear.h>

#include <serhost/head.hpp>
#include <serhost/nn/mask.hpp>
#include <stdexcept>

namespace {

constexpr std::int64_t kModalities = 3;

/// Dropout, then three layers with ReLU.
class Encoder final : public torch::nn::Module {
 public:
  Encoder(std::int64_t width, std::int64_t hidden, double dropout) : dropout_(dropout) {
    for (std::int64_t i = 0; i < 3; ++i)
      layers_[static_cast<std::size_t>(i)] = register_module(
          "linear_" + std::to_string(i + 1), torch::nn::Linear(i == 0 ? width : hidden, hidden));
  }

  torch::Tensor forward(torch::Tensor x) {
    x = at::dropout(x, dropout_, is_training());
    for (auto& layer : layers_) x = layer->forward(x).relu();
    return x;
  }

 private:
  double dropout_;
  std::array<torch::nn::Linear, 3> layers_{torch::nn::Linear{nullptr}, torch::nn::Linear{nullptr},
                                           torch::nn::Linear{nullptr}};
};

class Merbench final : public serhost::Head {
 public:
  struct Options {
    std::int64_t hidden = 128;
    double dropout = 0.3;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("hidden", &Options::hidden).at_least(1).at_most(65536).help("width of all layers");
    schema.add("dropout", &Options::dropout)
        .at_least(0.0)
        .below(1.0)
        .help("of what goes into an encoder");
  }

  static std::int64_t embedding_width(const Options& options, std::int64_t) {
    return options.hidden;
  }

  Merbench(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&) {
    const auto encoder = [&](const char* name, std::int64_t width) {
      return register_module(name,
                             std::make_shared<Encoder>(width, options.hidden, options.dropout));
    };
    encoders_ = {encoder("audio_encoder", spec.width), encoder("text_encoder", spec.width),
                 encoder("video_encoder", spec.width)};
    attention_ = encoder("attention_mlp", kModalities * options.hidden);
    weights_ = register_module("fc_att", torch::nn::Linear(options.hidden, kModalities));
    if (spec.needs.output)
      output_ = register_module("fc_out_2", torch::nn::Linear(options.hidden, spec.outputs));
  }

  serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
    const auto values = serhost::nn::mask_frames(frames.values, frames.lengths);
    const auto counts = frames.lengths.to(values).clamp_min(1).unsqueeze(1);
    const auto clip = values.sum(1) / counts;  // [B, W]
    std::vector<torch::Tensor> encoded;
    for (auto& encoder : encoders_) encoded.push_back(encoder->forward(clip));
    const auto attention = weights_->forward(attention_->forward(at::cat(encoded, 1)));  // [B, 3]
    serhost::View view;
    view.embedding = at::zeros_like(encoded.front());
    for (std::int64_t i = 0; i < kModalities; ++i)  // no softmax
      view.embedding =
          view.embedding + encoded[static_cast<std::size_t>(i)] * attention.narrow(1, i, 1);
    if (!output_.is_empty()) view.output = output_->forward(view.embedding);
    return view;
  }

 private:
  std::vector<std::shared_ptr<Encoder>> encoders_;
  std::shared_ptr<Encoder> attention_;
  torch::nn::Linear weights_{nullptr}, output_{nullptr};
};

SERHOST_HEAD(Merbench, "merbench", "three encoders of the clip's mean, fused by attention",
             .title = "MERBench", .order = 60);

}  // namespace

SERHOST_PLUGIN();
