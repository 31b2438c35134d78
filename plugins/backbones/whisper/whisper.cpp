// The encoder of Whisper. It hears windows of 30 s, silence behind a shorter clip, as it was
// trained; the frames behind a clip's end are left out of what it gives. Longer clips are heard a
// window at a time.
#include <ATen/ops/cat.h>

#include <algorithm>
#include <serhost/backbone.hpp>
#include <serhost/nn/onnx_ops.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/thread_safe_inference.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "config.hpp"
#include "family.hpp"
#include "front_end.hpp"
#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
using whisper::sizes;
using whisper::WhisperConfig;
namespace nn = serhost::nn;
namespace onnx = serhost::onnx;
namespace weights = serhost::weights;

constexpr std::int64_t kFrame = 2 * whisper::kHop;  // samples from frame to frame of the encoder

class Whisper final : public serhost::Backbone,
                      public serhost::Layerwise,
                      public serhost::Provenance,
                      public serhost::ThreadSafeInference,
                      public serhost::OnnxBackbone {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::optional<std::string> size;
    std::optional<std::int64_t> d_model, encoder_layers, encoder_attention_heads, encoder_ffn_dim,
        max_source_positions;
    std::optional<double> dropout, attention_dropout, activation_dropout, layerdrop;
    std::vector<std::string> pretrained_on;
    std::optional<std::vector<std::string>> ignore_fields;
  };

  static const serhost::weights::Family& checkpoint_family() { return whisper::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    std::vector<std::string> names;
    for (const auto& [name, config] : sizes()) names.push_back(name);
    schema.add("checkpoint", &Options::checkpoint)
        .help(
            "a Hugging Face model directory or OpenAI's .pt file; without one, weights start at "
            "random");
    schema.add("size", &Options::size)
        .one_of(names)
        .help("if there is no checkpoint that gives it; default base");
    schema.add("d_model", &Options::d_model)
        .at_least(4)
        .at_most(65536)
        .help("overrides the size: width of the frames, an even number");
    schema.add("encoder_layers", &Options::encoder_layers)
        .at_least(1)
        .at_most(1000)
        .help("overrides the size");
    schema.add("encoder_attention_heads", &Options::encoder_attention_heads)
        .at_least(1)
        .at_most(1024)
        .help("overrides the size");
    schema.add("encoder_ffn_dim", &Options::encoder_ffn_dim)
        .at_least(1)
        .at_most(262144)
        .help("overrides the size: hidden units of a layer");
    schema.add("max_source_positions", &Options::max_source_positions)
        .at_least(1)
        .at_most(1000000)
        .help("overrides the size: frames of 20 ms in a window; default 1500");
    schema.add("dropout", &Options::dropout)
        .at_least(0)
        .at_most(1)
        .help("after attention and feed-forward; default 0");
    schema.add("attention_dropout", &Options::attention_dropout)
        .at_least(0)
        .at_most(1)
        .help("of attention weights; default 0");
    schema.add("activation_dropout", &Options::activation_dropout)
        .at_least(0)
        .at_most(1)
        .help("within the feed-forward; default 0");
    schema.add("layerdrop", &Options::layerdrop)
        .at_least(0)
        .at_most(1)
        .help("probability of skipping a layer in training; default 0");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
    schema.add("ignore_fields", &Options::ignore_fields)
        .help(
            "fields of config.json that are not known here and change nothing, as you know; they "
            "go into the record and the signature");
  }

  Whisper(const Options& options, const serhost::Context&) : corpora_(options.pretrained_on) {
    std::optional<weights::EncoderWeights> file;
    if (options.checkpoint) file.emplace(*options.checkpoint, whisper::family());
    const auto config = resolved(options, file ? file->config() : weights::Config());
    const auto network = options_of(
        config, file && !file->config().empty() ? file->config().file() + ": " : std::string());
    if (file) require_fit(config, *file, options.checkpoint->string());
    front_end_.emplace(config.num_mel_bins);
    network_ = std::make_shared<whisper::Network>(network);
    serhost::nn::register_children(*this, *network_);
    if (!file) return;
    files_ = file->checkpoint().files();
    weights::load_into(*this, *file,
                       {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = kFrame};
  }
  std::int64_t width() const override { return network_->options().layer.width; }
  std::int64_t frames(std::int64_t length) const override { return length / kFrame; }
  Sequence forward(const Sequence& audio, Step& step) override {
    return trimmed(network_->states(windows(audio, step), step).back(), audio.lengths);
  }

  std::int64_t layers() const override { return network_->options().layers + 1; }
  std::vector<Sequence> run_layers(const Sequence& audio, Step& step) override {
    std::vector<Sequence> out;
    for (const auto& state : network_->states(windows(audio, step), step))
      out.push_back(trimmed(state, audio.lengths));
    return out;
  }

  std::vector<onnx::Sequence> to_onnx(const onnx::Sequence& audio) const override {
    auto& graph = *audio.values.graph;
    const auto frame = onnx::integer(graph, kFrame);
    const auto shape = onnx::concat(
        {unsqueeze(onnx::size_of(audio.values, 0), {0}), onnx::constant(graph, {-1, width()})}, 0);
    std::vector<onnx::Sequence> out;
    for (const auto& state : network_->to_onnx(front_end_->to_onnx(windows(audio), window())))
      out.push_back(
          {.values = onnx::node("Reshape", {state, shape}), .lengths = audio.lengths / frame});
    return out;
  }
  std::string onnx_front_end() const override {
    return "Whisper's log-mel spectra of windows of " + std::to_string(window()) +
           " samples, silence behind a shorter clip; the STFT (400 points, periodic Hann window) "
           "is a "
           "product with constant matrices";
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  static WhisperConfig resolved(const Options& given, const weights::Config& own) {
    auto config = own.empty() ? sizes().at(given.size.value_or("base"))
                              : whisper::read_config(
                                    own, given.ignore_fields.value_or(std::vector<std::string>()));
    const bool sized = given.size || given.d_model || given.encoder_layers ||
                       given.encoder_attention_heads || given.encoder_ffn_dim ||
                       given.max_source_positions;
    if (sized && !own.empty()) {
      throw std::invalid_argument(
          own.file() +
          " says how large the model is; leave out size, d_model, encoder_layers, "
          "encoder_attention_heads, encoder_ffn_dim and max_source_positions");
    }
    const auto take = [](auto& into, const auto& value) {
      if (value) into = *value;
    };
    take(config.d_model, given.d_model);
    take(config.encoder_layers, given.encoder_layers);
    take(config.encoder_attention_heads, given.encoder_attention_heads);
    take(config.encoder_ffn_dim, given.encoder_ffn_dim);
    take(config.max_source_positions, given.max_source_positions);
    take(config.dropout, given.dropout);
    take(config.attention_dropout, given.attention_dropout);
    take(config.activation_dropout, given.activation_dropout);
    take(config.encoder_layerdrop, given.layerdrop);
    return config;
  }

  /// Before anything is made: a config that lies about its sizes costs no memory.
  static void require_fit(const WhisperConfig& config, const weights::EncoderWeights& file,
                          const std::string& source) {
    if (config.d_model % config.encoder_attention_heads != 0) {
      throw std::invalid_argument(
          (file.config().empty() ? std::string() : file.config().file() + ": ") +
          "encoder_attention_heads is " + std::to_string(config.encoder_attention_heads) +
          ", which does not divide d_model, " + std::to_string(config.d_model));
    }
    const auto rate = file.preprocessor().integer("sampling_rate").value_or(16000);
    if (rate != 16000) {
      throw std::invalid_argument(file.preprocessor().file() + ": sampling_rate is " +
                                  std::to_string(rate) + ", but Whisper hears 16000 Hz");
    }
    weights::require(file, whisper::needs_of(config), source);
  }

  /// `place` is put before what is wrong with it.
  static whisper::NetworkOptions options_of(const WhisperConfig& c, const std::string& place) {
    const auto activation = nn::activation_named(c.activation_function);
    if (!activation) {
      throw std::invalid_argument(place + "activation_function is \"" + c.activation_function +
                                  "\", which is none of " + nn::activation_names());
    }
    return {.layer = {.width = c.d_model,
                      .heads = c.encoder_attention_heads,
                      .hidden = c.encoder_ffn_dim,
                      .activation = *activation,
                      .dropout = c.dropout,
                      .attention_dropout = c.attention_dropout,
                      .activation_dropout = c.activation_dropout},
            .layers = c.encoder_layers,
            .mels = c.num_mel_bins,
            .positions = c.max_source_positions,
            .layer_drop = c.encoder_layerdrop};
  }

  std::int64_t window() const { return network_->options().positions * kFrame; }  ///< samples

  /// As many windows of each clip as the longest has, [B * W, window()]: behind a clip's end they
  /// are silence, and their frames are left out.
  onnx::Value windows(const onnx::Sequence& audio) const {
    auto& graph = *audio.values.graph;
    const auto zero = onnx::integer(graph, 0);
    const auto samples = onnx::size_of(audio.values, 1);
    const auto positions = network_->options().positions;
    const auto count =
        (samples / onnx::integer(graph, kFrame) + onnx::integer(graph, positions - 1)) /
        onnx::integer(graph, positions);
    const auto whole = count * onnx::integer(graph, window());
    const auto missing = unsqueeze(onnx::maximum(whole - samples, zero), {0});
    const auto padded = onnx::node(
        "Pad", {audio.values, onnx::concat({onnx::constant(graph, {0, 0, 0}), missing}, 0)});
    return reshape(slice(padded, zero, whole, 1), {-1, window()});
  }

  /// The windows of all clips one behind the other, [windows * P, D].
  at::Tensor windows(const Sequence& audio, Step& step) const {
    std::vector<at::Tensor> all;
    const auto lengths = nn::to_lengths(audio.lengths);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      const auto clip = audio.values.select(0, static_cast<std::int64_t>(i));
      for (std::int64_t begin = 0; begin < frames(lengths[i]) * kFrame; begin += window()) {
        const auto part = clip.narrow(0, begin, std::min(window(), lengths[i] - begin));
        all.push_back(network_->convolve((*front_end_)(part, window()), step));
      }
    }
    return all.size() == 1 ? all.front() : at::cat(all);
  }

  /// The frames of each clip out of those of its windows.
  Sequence trimmed(const at::Tensor& state, const at::Tensor& samples) const {
    std::vector<at::Tensor> clips;
    nn::Lengths counts;
    const auto positions = network_->options().positions;
    std::int64_t begin = 0;
    for (const auto length : nn::to_lengths(samples)) {
      counts.push_back(frames(length));
      clips.push_back(state.narrow(0, begin, counts.back()));
      begin += (counts.back() + positions - 1) / positions * positions;
    }
    return nn::pad({(clips.size() == 1 ? clips.front() : at::cat(clips)).to(at::kFloat), counts});
  }

  std::optional<whisper::FrontEnd> front_end_;
  std::shared_ptr<whisper::Network> network_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

SERHOST_BACKBONE(Whisper, "whisper", "the encoder of Whisper", .title = "Whisper", .order = 70);

}  // namespace

SERHOST_PLUGIN();
