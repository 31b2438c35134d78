// emotion2vec, and data2vec 2.0, which it grew out of: the same network with and without extra
// tokens. Sizes are read from the tensors of the checkpoint, since released configs disagree with
// them.
#include <algorithm>
#include <serhost/backbone.hpp>
#include <serhost/masked_encoder.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/waveform_norm.hpp>
#include <serhost/thread_safe_inference.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "encoder.hpp"
#include "family.hpp"
#include "masked.hpp"

namespace {

using emotion2vec::EncoderOptions;
using serhost::Sequence;
using serhost::Step;
using serhost::weights::Config;
using serhost::weights::EncoderWeights;
namespace nn = serhost::nn;

constexpr const char* kAudio = "modality_encoders.AUDIO.";

/// Throws where the config says that the model computes something else.
void check(const Config& config, const Config& audio) {
  const auto must_be = [](const Config& table, const char* field, bool value) {
    if (table.boolean(field).value_or(value) != value) {
      throw std::invalid_argument(table.file() + ": " + field + " is " + table.shown(field) +
                                  ", but emotion2vec computes with " + (value ? "true" : "false") +
                                  " alone");
    }
  };
  must_be(config, "layer_norm_first", false);
  must_be(config, "norm_affine", true);
  must_be(audio, "use_alibi_encoder", true);
  must_be(audio, "learned_alibi", false);
  must_be(audio, "learned_alibi_scale", true);
  must_be(audio, "learned_alibi_scale_per_head", true);
  must_be(audio, "learned_alibi_scale_per_layer", false);
  must_be(audio, "conv_pos_pre_ln", false);
}

/// The sizes of a tensor, which must be so many and above 0: what is made of them is made in
/// memory.
std::vector<std::int64_t> shape_of(const EncoderWeights& weights, const std::string& name,
                                   std::size_t dimensions) {
  auto shape = weights.shape(name);
  const bool sound = shape.size() == dimensions &&
                     std::all_of(shape.begin(), shape.end(), [](auto size) { return size > 0; });
  if (!sound) {
    throw std::invalid_argument(weights.checkpoint().path().string() + ": " + name + " must have " +
                                std::to_string(dimensions) + " sizes above 0");
  }
  return shape;
}

EncoderOptions sizes_of(const EncoderWeights& weights) {
  const std::string audio = kAudio;
  EncoderOptions out;
  const auto layers = weights.count(audio + "local_encoder.conv_layers.{i}.0.weight");
  if (layers != static_cast<std::int64_t>(out.features.strides.size())) {
    throw std::invalid_argument(weights.checkpoint().path().string() + " has " +
                                std::to_string(layers) +
                                " convolutions over the waveform, but emotion2vec has 7");
  }
  for (std::int64_t i = 0; i < layers; ++i) {
    const auto shape = shape_of(
        weights, audio + "local_encoder.conv_layers." + std::to_string(i) + ".0.weight", 3);
    out.features.channels[static_cast<std::size_t>(i)] = shape[0];
    out.features.kernels[static_cast<std::size_t>(i)] = shape[2];
  }
  out.features.bias = weights.has(audio + "local_encoder.conv_layers.0.0.bias");
  out.block.width = shape_of(weights, audio + "project_features.2.weight", 2)[0];
  const auto position = shape_of(weights, audio + "relative_positional_encoder.1.0.weight", 3);
  out.positions.depth = weights.count(audio + "relative_positional_encoder.{i}.0.weight");
  out.positions.kernel = position[2];
  out.positions.groups = std::max<std::int64_t>(out.block.width / position[1], 1);
  std::int64_t heads = 1;  // the tensor holds as many numbers
  for (const auto size : weights.shape(audio + "alibi_scale")) heads *= size;
  out.block.heads = heads;
  out.prenet = weights.count(audio + "context_encoder.blocks.{i}.*");
  out.depth = weights.count("blocks.{i}.*");
  out.block.hidden = shape_of(weights, "blocks.0.mlp.fc1.weight", 2)[0];
  out.tokens =
      weights.has(audio + "extra_tokens") ? shape_of(weights, audio + "extra_tokens", 3)[1] : 0;
  return out;
}

void take_training(EncoderOptions& options, const Config& config, const Config& audio) {
  const auto take = [](double& into, const Config& table, const char* field) {
    into = table.real(field).value_or(into);
  };
  take(options.block.epsilon, config, "norm_eps");
  take(options.block.dropout, config, "encoder_dropout");
  take(options.block.attention_dropout, config, "attention_dropout");
  take(options.block.activation_dropout, config, "activation_dropout");
  take(options.block.post_mlp_dropout, config, "post_mlp_drop");
  take(options.layer_drop, config, "layerdrop");
  take(options.prenet_dropout, audio, "prenet_dropout");
  take(options.prenet_layer_drop, audio, "prenet_layerdrop");
}

class Emotion2vec final : public serhost::Backbone,
                          public serhost::Layerwise,
                          public serhost::Staged,
                          public serhost::Provenance,
                          public serhost::ThreadSafeInference,
                          public serhost::MaskedEncoder,
                          public serhost::OnnxBackbone {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::optional<bool> normalize;
    double normalize_epsilon = 1e-5;
    std::optional<std::int64_t> width, heads, hidden, prenet, depth, tokens;
    std::optional<std::vector<std::int64_t>> conv_dim;
    std::optional<double> layerdrop, dropout, attention_dropout;
    std::vector<std::string> pretrained_on;
  };

  static const serhost::weights::Family& checkpoint_family() { return emotion2vec::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help(
            "a .pt or safetensors file of emotion2vec or data2vec 2.0, or its folder; without one, "
            "weights start at random");
    schema.add("normalize", &Options::normalize)
        .help("each waveform to zero mean and unit variance; default true");
    schema.add("normalize_epsilon", &Options::normalize_epsilon)
        .at_least(0)
        .help("added to the variance");
    schema.add("width", &Options::width)
        .at_least(1)
        .at_most(65536)
        .help("without a checkpoint: of the frames; default 768");
    schema.add("heads", &Options::heads)
        .at_least(1)
        .at_most(1024)
        .help("without a checkpoint; default 12");
    schema.add("hidden", &Options::hidden)
        .at_least(1)
        .at_most(262144)
        .help("without a checkpoint: hidden units of a block; default 3072");
    schema.add("prenet", &Options::prenet)
        .at_least(1)
        .at_most(1000)
        .help("without a checkpoint: blocks of the prenet; default 4");
    schema.add("depth", &Options::depth)
        .at_least(1)
        .at_most(1000)
        .help("without a checkpoint: blocks after it; default 8");
    schema.add("tokens", &Options::tokens)
        .at_least(0)
        .at_most(10000)
        .help(
            "without a checkpoint: 10 is emotion2vec, 0 data2vec 2.0; default 10. With one that "
            "has "
            "none: so many new ones, for pre-training");
    schema.add("conv_dim", &Options::conv_dim)
        .at_least(1)
        .at_most(65536)
        .help("without a checkpoint: channels of the seven convolutions; default 512");
    schema.add("layerdrop", &Options::layerdrop)
        .at_least(0)
        .at_most(1)
        .help("probability of skipping a block in training; default 0.05");
    schema.add("dropout", &Options::dropout)
        .at_least(0)
        .at_most(1)
        .help("before the first block, after attention and feed-forward; default 0.1");
    schema.add("attention_dropout", &Options::attention_dropout)
        .at_least(0)
        .at_most(1)
        .help("of attention weights; default 0.1");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
  }

  Emotion2vec(const Options& options, const serhost::Context& context)
      : corpora_(options.pretrained_on) {
    std::optional<EncoderWeights> weights;
    if (options.checkpoint) weights.emplace(*options.checkpoint, emotion2vec::family());
    encoder_ =
        std::make_shared<emotion2vec::Encoder>(resolved(options, weights ? &*weights : nullptr));
    serhost::nn::register_children(*this, *encoder_);
    if (!weights) return;
    files_ = weights->checkpoint().files();
    serhost::weights::load_into(*this, *weights,
                                {.source = options.checkpoint->string(),
                                 .ignore = {},
                                 .may_miss = {kAudio + std::string("extra_tokens")}});
    if (tokens() == 0 || weights->has(kAudio + std::string("extra_tokens")) || !context.log) return;
    context.log(options.checkpoint->string() + " has no tokens: " + std::to_string(tokens()) +
                " begin at random, for training; leave out tokens where the encoder is frozen");
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = encoder_->features().samples(1)};
  }
  std::int64_t width() const override { return encoder_->options().block.width; }
  std::int64_t frames(std::int64_t length) const override {
    return encoder_->features().frames(length);
  }
  Sequence forward(const Sequence& audio, Step& step) override {
    auto x = start(audio, step);
    for (std::size_t i = 0; i < encoder_->blocks(); ++i) x = encoder_->run_block(i, x, step);
    return encoder_->without_tokens(x);
  }

  std::int64_t layers() const override { return static_cast<std::int64_t>(encoder_->blocks()) + 1; }
  std::vector<Sequence> run_layers(const Sequence& audio, Step& step) override {
    auto x = start(audio, step);
    std::vector<Sequence> states = {encoder_->without_tokens(x)};
    for (std::size_t i = 0; i < encoder_->blocks(); ++i) {
      x = encoder_->run_block(i, x, step);
      states.push_back(encoder_->without_tokens(x));
    }
    return states;
  }

  std::vector<serhost::onnx::Sequence> to_onnx(
      const serhost::onnx::Sequence& audio) const override {
    return encoder_->to_onnx(audio);
  }
  std::string onnx_front_end() const override {
    return encoder_->options().normalize ? nn::kNormalizedWaveform : "";
  }

  std::vector<std::string> stages() const override {
    std::vector<std::string> names = {"feature_encoder", "feature_projection", "positions"};
    for (std::size_t i = 1; i <= encoder_->blocks(); ++i)
      names.push_back("layer_" + std::to_string(i));
    return names;
  }
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override {
    return encoder_->parameters_of(stage);
  }
  /// From "positions" on a clip's tokens come before its frames; the last stage takes them off.
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override {
    if (stage == 0) return nn::pad(encoder_->extract(input));
    const auto x = nn::pack(input);
    if (stage == 1) return nn::pad(encoder_->project(x));
    const auto out =
        stage == 2 ? encoder_->place(x, step) : encoder_->run_block(stage - 3, x, step);
    return stage + 1 == stages().size() ? encoder_->without_tokens(out) : nn::pad(out);
  }

  serhost::LocalFeatures local(const Sequence& audio, Step&) override {
    return {.frames = nn::pad(encoder_->project(encoder_->extract(audio)))};
  }
  serhost::EncodedRows encode(const Sequence& frames, const serhost::MaskedRows& rows,
                              Step& step) override {
    return encoder_->encode(frames, rows, step);
  }
  std::int64_t levels() const override { return encoder_->options().depth; }
  std::int64_t tokens() const override { return encoder_->options().tokens; }
  std::string published_config() const override {
    return emotion2vec::published_config(encoder_->options());
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  static EncoderOptions resolved(const Options& given, const EncoderWeights* weights) {
    EncoderOptions out;
    const bool sized =
        given.width || given.heads || given.hidden || given.prenet || given.depth || given.conv_dim;
    if (weights != nullptr) {
      if (sized) {
        throw std::invalid_argument(
            "the checkpoint says how large the model is; leave out width, heads, hidden, prenet, "
            "depth and conv_dim");
      }
      out = sizes_of(*weights);
      if (given.tokens && out.tokens > 0 && *given.tokens != out.tokens)
        throw std::invalid_argument("the checkpoint has " + std::to_string(out.tokens) +
                                    " tokens; leave out tokens");
      const auto audio = weights->config().table("modalities").table("audio");
      check(weights->config(), audio);
      take_training(out, weights->config(), audio);
      out.normalize = weights->preprocessor().boolean("do_normalize").value_or(true);
    }
    const auto take = [](auto& into, const auto& value) {
      if (value) into = *value;
    };
    take(out.block.width, given.width);
    take(out.block.heads, given.heads);
    take(out.block.hidden, given.hidden);
    take(out.prenet, given.prenet);
    take(out.depth, given.depth);
    take(out.tokens, given.tokens);
    take(out.features.channels, given.conv_dim);
    take(out.normalize, given.normalize);
    out.normalize_epsilon = given.normalize_epsilon;
    take(out.layer_drop, given.layerdrop);
    take(out.prenet_layer_drop, given.layerdrop);
    take(out.prenet_dropout, given.dropout);
    take(out.block.dropout, given.dropout);
    take(out.block.post_mlp_dropout, given.dropout);
    take(out.block.attention_dropout, given.attention_dropout);
    return out;
  }

  nn::Packed start(const Sequence& audio, Step& step) {
    return encoder_->place(encoder_->project(encoder_->extract(audio)), step);
  }

  std::shared_ptr<emotion2vec::Encoder> encoder_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

SERHOST_BACKBONE(Emotion2vec, "emotion2vec",
                 "emotion2vec and data2vec 2.0, pre-trained speech encoders", .order = 80);

}  // namespace

SERHOST_PLUGIN();
