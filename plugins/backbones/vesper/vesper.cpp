// Vesper: a small student of WavLM-large that was taught with emotional speech.
#include <memory>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/initialization.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/thread_safe_inference.hpp>
#include <serhost/weights/module_state.hpp>
#include <stdexcept>

#include "checkpoint.hpp"
#include "network.hpp"

namespace {

namespace nn = serhost::nn;
using serhost::Sequence;
using serhost::Step;

class Vesper final : public serhost::Backbone,
                     public serhost::Layerwise,
                     public serhost::Staged,
                     public serhost::Provenance,
                     public serhost::ThreadSafeInference {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::optional<std::int64_t> num_hidden_layers, hidden_size, num_attention_heads,
        intermediate_size, num_conv_pos_embeddings, num_conv_pos_embedding_groups,
        max_bucket_distance;
    std::optional<std::vector<std::int64_t>> conv_dim;
    std::int64_t pad_to = 0;
    bool normalize = true;
    double dropout = 0.1;
    std::vector<std::string> pretrained_on;
  };

  static const serhost::weights::Family& checkpoint_family() { return vesper::family(); }
  static void declare(serhost::Schema<Options>& schema);

  Vesper(const Options& options, const serhost::Context& context)
      : corpora_(options.pretrained_on) {
    std::optional<vesper::Source> source;
    if (options.checkpoint)
      source = vesper::source_of(*options.checkpoint, options.num_hidden_layers);
    auto config =
        source ? source->config : vesper::published(options.num_hidden_layers.value_or(4));
    take(config, options, source.has_value());
    nn::check(config);
    auto encoder = nn::options_of(config);
    encoder.normalize = options.normalize;
    encoder.normalize_epsilon = 1e-5;
    const auto& t = encoder.transformer;
    if (!t.norm_first || t.relative_bias.max_distance <= t.relative_bias.buckets / 4)
      throw std::invalid_argument(
          "max_bucket_distance must be above a quarter of the buckets, which are " +
          std::to_string(t.relative_bias.buckets));
    std::unique_ptr<nn::WithoutInitialization> loaded_next;
    if (source) loaded_next = std::make_unique<nn::WithoutInitialization>();
    network_ = std::make_shared<vesper::Network>(encoder, options.pad_to);
    if (source) {
      serhost::weights::load_into(*network_, source->tensors,
                                  {.source = options.checkpoint->string()});
      files_ = source->files;
      if (source->teacher_layers > 0 && context.log)
        context.log(options.checkpoint->string() + ": " + std::to_string(network_->layers()) +
                    " of its " + std::to_string(source->teacher_layers) +
                    " layers, at equal distances, begin this Vesper; it is not taught yet");
    }
    serhost::nn::register_children(*this, *network_);
    register_parameter("masked_spec_embed", network_->named_parameters()["masked_spec_embed"],
                       false);
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = network_->shortest()};
  }
  std::int64_t width() const override { return network_->width(); }
  std::int64_t frames(std::int64_t length) const override { return network_->frames(length); }
  Sequence forward(const Sequence& audio, Step& step) override {
    return run_layers(audio, step).back();
  }

  std::int64_t layers() const override { return network_->layers() + 1; }
  std::vector<Sequence> run_layers(const Sequence& audio, Step& step) override {
    const auto placed = network_->place(network_->project(network_->extract(audio), step), step);
    std::vector<Sequence> out;
    for (const auto& state : network_->states(placed, {}, step)) out.push_back(padded(state));
    return out;
  }

  std::vector<std::string> stages() const override {
    std::vector<std::string> names = {"feature_encoder", "feature_projection", "positions"};
    for (std::int64_t i = 1; i <= network_->layers(); ++i)
      names.push_back("layer_" + std::to_string(i));
    return names;
  }
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override {
    return network_->parameters_of(stage);
  }
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override {
    if (stage == 0) return nn::pad(network_->extract(input));
    const auto x = nn::pack(input);
    if (stage == 1) return nn::pad(network_->project(x, step));
    if (stage == 2) return nn::pad(network_->place(x, step));
    return padded(network_->layer(stage - 3, x, network_->bias_for(x.lengths), step));
  }

  void prepare_for_inference() override { network_->prepare_for_inference(); }
  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  static Sequence padded(const nn::Packed& x) { return nn::pad(x.with(x.values.to(at::kFloat))); }
  static void take(nn::EncoderConfig& config, const Options& options, bool from_file);

  std::shared_ptr<vesper::Network> network_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

void Vesper::take(nn::EncoderConfig& config, const Options& o, bool from_file) {
  const auto one = [&](const char* name, auto& into, const auto& given) {
    if (!given) return;
    if (from_file)
      throw std::invalid_argument("the checkpoint says how large the model is; leave out " +
                                  std::string(name));
    into = *given;
  };
  one("hidden_size", config.hidden_size, o.hidden_size);
  one("num_attention_heads", config.num_attention_heads, o.num_attention_heads);
  one("intermediate_size", config.intermediate_size, o.intermediate_size);
  one("conv_dim", config.conv_dim, o.conv_dim);
  one("num_conv_pos_embeddings", config.num_conv_pos_embeddings, o.num_conv_pos_embeddings);
  one("num_conv_pos_embedding_groups", config.num_conv_pos_embedding_groups,
      o.num_conv_pos_embedding_groups);
  if (o.max_bucket_distance) config.max_bucket_distance = *o.max_bucket_distance;
  config.hidden_dropout = config.attention_dropout = config.activation_dropout = o.dropout;
  config.feat_proj_dropout = 0;
}

void Vesper::declare(serhost::Schema<Options>& schema) {
  using O = Options;
  schema.add("checkpoint", &O::checkpoint)
      .help(
          "a Vesper file, or a WavLM (a Hugging Face directory or the released .pt file), of whose "
          "layers every n-th is taken; without one, weights start at random");
  schema.add("num_hidden_layers", &O::num_hidden_layers)
      .at_least(2)
      .at_most(1000)
      .help("of random weights, or taken of a WavLM: 4 or 12 were published; default 4");
  schema.add("pad_to", &O::pad_to)
      .at_least(0)
      .at_most(16000 * 600)
      .help(
          "samples up to which shorter clips are filled with zeros before they are normalized, as "
          "published (IEMOCAP 104000); 0: not at all");
  schema.add("normalize", &O::normalize).help("each waveform to zero mean and unit variance");
  schema.add("dropout", &O::dropout)
      .at_least(0)
      .at_most(1)
      .help("of the first layer's input, attention weights, within the feed-forward, residuals");
  schema.add("max_bucket_distance", &O::max_bucket_distance)
      .at_least(1)
      .at_most(1 << 20)
      .help("frames beyond which keys share a bias; default 800, or as a WavLM's config says");
  schema.add("hidden_size", &O::hidden_size)
      .at_least(1)
      .at_most(65536)
      .help("without a checkpoint: width of the frames; default 1024");
  schema.add("num_attention_heads", &O::num_attention_heads)
      .at_least(1)
      .at_most(1024)
      .help("without a checkpoint; default 16");
  schema.add("intermediate_size", &O::intermediate_size)
      .at_least(1)
      .at_most(262144)
      .help("without a checkpoint: hidden units of a layer; default 4096");
  schema.add("conv_dim", &O::conv_dim)
      .at_least(1)
      .at_most(65536)
      .help("without a checkpoint: channels of the seven convolutions; default 512 each");
  schema.add("num_conv_pos_embeddings", &O::num_conv_pos_embeddings)
      .at_least(1)
      .at_most(10000)
      .help("without a checkpoint: frames that the positional convolution spans; default 128");
  schema.add("num_conv_pos_embedding_groups", &O::num_conv_pos_embedding_groups)
      .at_least(1)
      .at_most(65536)
      .help("without a checkpoint; default 16");
  schema.add("pretrained_on", &O::pretrained_on)
      .help("corpora that the checkpoint was trained on, for the run record");
}

SERHOST_BACKBONE(Vesper, "vesper", "a small student of WavLM-large for emotion", .title = "Vesper",
                 .order = 55);

}  // namespace

SERHOST_PLUGIN();
