// VGGish: log-mel patches of 0.96 s, a small VGG network, one vector of 128 values for each patch.
// The network sees valid patches only, packed one behind the other, so that padding costs nothing.
#include <ATen/ops/constant_pad_nd.h>

#include <cmath>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/log_mel.hpp>
#include <serhost/nn/mask.hpp>
#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/sequence.hpp>
#include <serhost/nn/standardize.hpp>
#include <serhost/weights/module_state.hpp>

#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace onnx = serhost::onnx;
using vggish::kMels;
using vggish::kPatchFrames;

class Vggish final : public serhost::Backbone,
                     public serhost::Staged,
                     public serhost::Provenance,
                     public serhost::OnnxBackbone {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    double width = 1.0;
    double patch_hop = 0.96;
    double dropout = 0.0;
    std::string norm = "none";
    std::string normalize = "none";
    bool embedding_relu = false;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("safetensors with the names of torchvggish; its pproc.* are not used");
    schema.add("width", &Options::width)
        .at_least(0.001)
        .at_most(4)
        .help("scales channels and hidden layers, in multiples of 8");
    schema.add("patch_hop", &Options::patch_hop)
        .at_least(0.01)
        .help("seconds from patch to patch; below 0.96 they overlap");
    schema.add("dropout", &Options::dropout)
        .at_least(0)
        .at_most(1)
        .help("after both hidden layers");
    schema.add("norm", &Options::norm)
        .one_of({"none", "group"})
        .help("after every convolution; group: over 8 channels of a patch");
    schema.add("normalize", &Options::normalize)
        .one_of({"none", "utterance"})
        .help("zero mean and unit variance of each mel band within a clip");
    schema.add("embedding_relu", &Options::embedding_relu)
        .help("ReLU on the 128 values, as in torchvggish");
  }

  Vggish(const Options& options, const serhost::Context&)
      : options_(options),
        hop_(std::max<std::int64_t>(1, std::llround(options.patch_hop * 100))),
        log_mel_(serhost::nn::LogMelOptions::vggish()),
        features_(register_module("features", std::make_shared<vggish::Features>(
                                                  options.width, options.norm == "group"))),
        embeddings_(register_module("embeddings", std::make_shared<vggish::Embeddings>(
                                                      features_->width(), options.width,
                                                      options.dropout, options.embedding_relu))) {
    if (options_.checkpoint) {
      serhost::weights::load_into(*this, serhost::weights::read_safetensors(*options_.checkpoint),
                                  {.source = options_.checkpoint->string(), .ignore = {"pproc."}});
    }
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = 1};
  }
  std::int64_t width() const override { return vggish::kEmbedding; }
  std::int64_t frames(std::int64_t length) const override {
    return length < 1 ? 0
                      : 1 + (log_mel_.frames(std::max(length, shortest())) - kPatchFrames) / hop_;
  }
  Sequence forward(const Sequence& audio, Step& step) override {
    return embed(convolve(patches(audio)), step);
  }

  std::vector<std::string> stages() const override {
    return {"front_end", "features", "embeddings"};
  }
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override {
    return stage == 0   ? std::vector<torch::Tensor>{}
           : stage == 1 ? features_->parameters()
                        : embeddings_->parameters();
  }
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override {
    return stage == 0 ? patches(input) : stage == 1 ? convolve(input) : embed(input, step);
  }

  std::vector<std::filesystem::path> weight_files() const override {
    return options_.checkpoint ? std::vector{*options_.checkpoint}
                               : std::vector<std::filesystem::path>{};
  }
  std::vector<std::string> pretraining_corpora() const override {
    return options_.checkpoint ? std::vector<std::string>{"YouTube-8M"}
                               : std::vector<std::string>{};
  }

  std::vector<onnx::Sequence> to_onnx(const onnx::Sequence& audio) const override {
    auto& graph = *audio.values.graph;
    const auto zero = onnx::integer(graph, 0), least = onnx::integer(graph, shortest());
    const auto missing = onnx::maximum(least - onnx::size_of(audio.values, 1), zero);
    const auto pads = onnx::concat({onnx::constant(graph, {0, 0, 0}), unsqueeze(missing, {0})}, 0);
    auto mel = log_mel_.to_onnx({.values = onnx::node("Pad", {audio.values, pads}),
                                 .lengths = onnx::maximum(audio.lengths, least)});
    if (options_.normalize == "utterance") mel.values = onnx::standardize(mel);
    const auto count = onnx::frames_of(onnx::size_of(mel.values, 1), kPatchFrames, hop_);
    const auto patches = gather(mel.values, onnx::windows(count, kPatchFrames, hop_), 1);
    const auto frames = embeddings_->to_onnx(features_->to_onnx(patches));
    const auto shape =
        onnx::concat({unsqueeze(onnx::size_of(mel.values, 0), {0}), unsqueeze(count, {0}),
                      onnx::constant(graph, {vggish::kEmbedding})},
                     0);
    return {{.values = onnx::node("Reshape", {frames, shape}),
             .lengths = onnx::frames_of(mel.lengths, kPatchFrames, hop_)}};
  }
  std::string onnx_front_end() const override {
    return log_mel_.words() + ", in patches of 96 frames every " + std::to_string(hop_) +
           (options_.normalize == "utterance"
                ? ", each band to zero mean and unit variance within a clip"
                : "");
  }

 private:
  /// Samples of one patch, 15,600; shorter clips are followed by silence up to it.
  std::int64_t shortest() const { return log_mel_.samples(kPatchFrames); }

  /// [B, T] to [B, P, 96, 64].
  Sequence patches(const Sequence& audio) const {
    auto waveform = audio.values;
    if ((audio.lengths < shortest()).any().item<bool>()) {
      waveform = serhost::nn::mask_frames(waveform, audio.lengths);
      if (waveform.size(1) < shortest())
        waveform = at::constant_pad_nd(waveform, {0, shortest() - waveform.size(1)});
    }
    const auto lengths = audio.lengths.clamp_min(shortest());
    const auto mel_lengths = log_mel_.frames(lengths);
    auto mel = log_mel_(waveform, lengths);
    if (options_.normalize == "utterance") mel = serhost::nn::standardize(mel, mel_lengths);
    return {.values = mel.unfold(1, kPatchFrames, hop_).transpose(2, 3).contiguous(),
            .lengths = mel_lengths.sub(kPatchFrames).div(hop_, "floor").add(1)};
  }

  /// [B, P, 96, 64] to [B, P, features].
  Sequence convolve(const Sequence& input) {
    const auto packed = features_->forward(serhost::nn::pack_frames(input.values, input.lengths));
    return {.values = serhost::nn::pad_frames(packed, input.lengths), .lengths = input.lengths};
  }

  /// [B, P, features] to [B, P, 128].
  Sequence embed(const Sequence& input, Step& step) {
    const auto packed =
        embeddings_->forward(serhost::nn::pack_frames(input.values, input.lengths), step)
            .to(at::kFloat);
    return {.values = serhost::nn::pad_frames(packed, input.lengths), .lengths = input.lengths};
  }

  Options options_;
  std::int64_t hop_;  // in mel frames
  serhost::nn::LogMel log_mel_;
  std::shared_ptr<vggish::Features> features_;
  std::shared_ptr<vggish::Embeddings> embeddings_;
};

SERHOST_BACKBONE(Vggish, "vggish", "VGG network over log-mel patches of 0.96 s", .title = "VGGish",
                 .order = 20);

}  // namespace

SERHOST_PLUGIN();
