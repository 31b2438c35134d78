// An LSTM over MFCC or log-mel frames. Batches are padded, never packed: a unidirectional run over
// padding leaves the valid frames as they are and is several times faster; the other direction runs
// over each clip turned round by index.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/lstm.h>
#include <torch/nn/modules/rnn.h>

#include <serhost/backbone.hpp>
#include <serhost/nn/dropout.hpp>
#include <serhost/nn/log_mel.hpp>
#include <serhost/nn/mfcc.hpp>
#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/onnx_lstm.hpp>
#include <serhost/nn/sequence.hpp>
#include <serhost/nn/standardize.hpp>
#include <stdexcept>
#include <utility>
#include <variant>

namespace {

using serhost::Sequence;
using serhost::Step;
namespace onnx = serhost::onnx;
using FrontEnd = std::variant<serhost::nn::LogMel, serhost::nn::Mfcc>;

class Lstm final : public serhost::Backbone, public serhost::Staged, public serhost::OnnxBackbone {
 public:
  struct Options {
    std::string front_end = "mfcc";
    std::int64_t n_mels = 64, n_mfcc = 40, deltas = 0;
    std::int64_t hop = 160;
    std::string normalize = "utterance";
    std::int64_t stack = 1;
    std::int64_t width = 256, num_layers = 2;
    bool bidirectional = false;
    double dropout = 0.3;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("front_end", &Options::front_end)
        .one_of({"mfcc", "log_mel"})
        .help("input features: windows of 25 ms");
    schema.add("n_mels", &Options::n_mels)
        .at_least(1)
        .at_most(1024)
        .help("mel bands from 20 to 8000 Hz, also for MFCC");
    schema.add("n_mfcc", &Options::n_mfcc)
        .at_least(1)
        .at_most(1024)
        .help("coefficients from the 0th; with front_end = \"mfcc\"");
    schema.add("deltas", &Options::deltas)
        .at_least(0)
        .at_most(2)
        .help("1 adds deltas, 2 also delta-deltas; with front_end = \"mfcc\"");
    schema.add("hop", &Options::hop)
        .at_least(1)
        .at_most(160000)
        .help("samples from frame to frame, at 16 kHz");
    schema.add("normalize", &Options::normalize)
        .one_of({"utterance", "none"})
        .help("zero mean and unit variance of each feature within a clip");
    schema.add("stack", &Options::stack)
        .at_least(1)
        .at_most(1000)
        .help("consecutive frames concatenated into one; an incomplete tail is dropped");
    schema.add("width", &Options::width)
        .at_least(1)
        .at_most(65536)
        .help("units of each direction of each layer");
    schema.add("num_layers", &Options::num_layers)
        .at_least(1)
        .at_most(1000)
        .formerly("layers")
        .help("LSTM layers, one on the other");
    schema.add("bidirectional", &Options::bidirectional)
        .help("also run backwards in time; doubles the width of the frames");
    schema.add("dropout", &Options::dropout).at_least(0).at_most(1).help("between layers");
  }

  Lstm(const Options& options, const serhost::Context&)
      : options_(options), front_end_(front_end_of(options)) {
    auto inputs = options_.stack * (options_.front_end == "mfcc" ? std::get<1>(front_end_).width()
                                                                 : options_.n_mels);
    for (std::int64_t layer = 0; layer < options_.num_layers; ++layer) {
      for (std::int64_t direction = 0; direction < directions(); ++direction) {
        const auto name = "layer_" + std::to_string(layer) + (direction == 0 ? "" : "_reverse");
        layers_.push_back(register_module(
            name,
            torch::nn::LSTM(torch::nn::LSTMOptions(inputs, options_.width).batch_first(true))));
      }
      inputs = width();
    }
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = log_mel().samples(options_.stack)};
  }
  std::int64_t width() const override { return options_.width * directions(); }
  std::int64_t frames(std::int64_t length) const override {
    return log_mel().frames(length) / options_.stack;
  }
  Sequence forward(const Sequence& audio, Step& step) override {
    return encode(features(audio), step);
  }

  std::vector<std::string> stages() const override { return {"front_end", "lstm"}; }
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override {
    return stage == 0 ? std::vector<torch::Tensor>{} : parameters();
  }
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override {
    return stage == 0 ? features(input) : encode(input, step);
  }

  std::vector<onnx::Sequence> to_onnx(const onnx::Sequence& audio) const override {
    auto x =
        std::visit([&](const auto& front_end) { return front_end.to_onnx(audio); }, front_end_);
    if (options_.normalize == "utterance") x.values = onnx::standardize(x);
    if (options_.stack > 1) x = stacked(x);
    for (std::size_t layer = 0; layer < layers_.size();
         layer += static_cast<std::size_t>(directions())) {
      std::vector<std::vector<torch::Tensor>> parameters;
      for (std::int64_t i = 0; i < directions(); ++i)
        parameters.push_back(layers_[layer + static_cast<std::size_t>(i)]->parameters());
      x = onnx::lstm(x, parameters);
    }
    return {x};
  }
  std::string onnx_front_end() const override {
    return std::visit([](const auto& front_end) { return front_end.words(); }, front_end_) +
           (options_.normalize == "utterance"
                ? ", each feature to zero mean and unit variance within a clip"
                : "");
  }

 private:
  /// As at the end of `features`.
  onnx::Sequence stacked(const onnx::Sequence& frames) const {
    auto& graph = *frames.values.graph;
    const auto stack = onnx::integer(graph, options_.stack);
    const auto whole = onnx::size_of(frames.values, 1) / stack * stack;
    const auto inputs = layers_.front()->options.input_size();
    return {
        .values = reshape(slice(frames.values, onnx::integer(graph, 0), whole, 1), {0, -1, inputs}),
        .lengths = frames.lengths / stack};
  }

  static FrontEnd front_end_of(const Options& options) {
    const serhost::nn::LogMelOptions log_mel{.hop = options.hop, .mels = options.n_mels};
    if (options.front_end == "log_mel") return serhost::nn::LogMel(log_mel);
    return serhost::nn::Mfcc(
        {.log_mel = log_mel, .coefficients = options.n_mfcc, .deltas = options.deltas});
  }

  const serhost::nn::LogMel& log_mel() const {
    if (const auto* mfcc = std::get_if<serhost::nn::Mfcc>(&front_end_)) return mfcc->log_mel();
    return std::get<serhost::nn::LogMel>(front_end_);
  }
  std::int64_t directions() const { return options_.bidirectional ? 2 : 1; }

  /// [B, T] to [B, F, inputs of the first layer].
  Sequence features(const Sequence& audio) const {
    auto values = std::visit(
        [&](const auto& front_end) { return front_end(audio.values, audio.lengths); }, front_end_);
    auto lengths = log_mel().frames(audio.lengths);
    if (options_.normalize == "utterance") values = serhost::nn::standardize(values, lengths);
    if (options_.stack > 1) {
      const auto stacks = values.size(1) / options_.stack;
      values = values.narrow(1, 0, stacks * options_.stack)
                   .reshape({values.size(0), stacks, options_.stack * values.size(2)});
      lengths = lengths.div(options_.stack, "floor");
    }
    return {.values = values, .lengths = lengths};
  }

  /// One direction of one layer: [B, F, W] to [B, F, width]. The input must be contiguous, or
  /// oneDNN reads it wrongly.
  static torch::Tensor run(torch::nn::LSTM& layer, const torch::Tensor& values) {
    const auto zeros = values.new_zeros({1, values.size(0), layer->options.hidden_size()});
    // Not the module's own forward: its `train` is false in evaluation, where a gradient may be
    // asked for all the same.
    return std::get<0>(at::lstm(values.contiguous(), {zeros, zeros}, layer->parameters(),
                                /*has_biases=*/true, /*num_layers=*/1,
                                /*dropout=*/0.0, at::GradMode::is_enabled(),
                                /*bidirectional=*/false, /*batch_first=*/true));
  }

  Sequence encode(const Sequence& input, Step& step) {
    auto values = input.values;
    for (std::int64_t layer = 0; layer < options_.num_layers; ++layer) {
      if (layer > 0) values = serhost::nn::dropout(values, options_.dropout, step);
      auto* first = &layers_[static_cast<std::size_t>(layer * directions())];
      auto ahead = run(first[0], values);
      if (options_.bidirectional) {
        const auto back = run(first[1], serhost::nn::reverse_frames(values, input.lengths));
        ahead = at::cat({ahead, serhost::nn::reverse_frames(back, input.lengths)}, 2);
      }
      values = ahead;
    }
    values = values.to(at::kFloat);  // lower under autocast; pooling is done in fp32
    // Either direction ends where it has seen the whole clip: at the last valid frame, and at the
    // first.
    auto summary = serhost::nn::last_frames(values, input.lengths);
    if (options_.bidirectional) {
      summary = at::cat({summary.narrow(1, 0, options_.width),
                         values.select(1, 0).narrow(1, options_.width, options_.width)},
                        1);
    }
    return {.values = values, .lengths = input.lengths, .summary = summary, .segment_ids = {}};
  }

  Options options_;
  FrontEnd front_end_;
  std::vector<torch::nn::LSTM> layers_;  // by layer, then direction
};

SERHOST_BACKBONE(Lstm, "lstm", "LSTM over MFCC or log-mel frames", .title = "LSTM", .order = 10);

}  // namespace

SERHOST_PLUGIN();
