// The checkpoint says what the encoder is; parameters may change how it is trained and how its
// input is normalized, no more.
#include <memory>
#include <serhost/nn/initialization.hpp>
#include <serhost/nn/pretrained_encoder.hpp>
#include <stdexcept>

#include "encoder_shapes.hpp"
#include "take.hpp"

namespace serhost::nn {

struct PretrainedEncoder::Prepared {
  std::unique_ptr<WithoutInitialization> loaded_next;  // while the encoder is made
  SpeechEncoderOptions options;
  std::optional<weights::EncoderWeights> weights;
  EncoderParameters parameters;
  Context context;
};

namespace {

/// The dimensions that parameters give, into `config`; the names of those that were given.
std::vector<std::string> take_dimensions(EncoderConfig& config, const EncoderParameters& p) {
  std::vector<std::string> names;
  const auto one = [&](const char* name, auto& into, const auto& given) {
    take(into, given);
    if (given) names.emplace_back(name);
  };
  one("hidden_size", config.hidden_size, p.hidden_size);
  one("num_hidden_layers", config.num_hidden_layers, p.num_hidden_layers);
  one("num_attention_heads", config.num_attention_heads, p.num_attention_heads);
  one("intermediate_size", config.intermediate_size, p.intermediate_size);
  one("conv_dim", config.conv_dim, p.conv_dim);
  one("num_conv_pos_embeddings", config.num_conv_pos_embeddings, p.num_conv_pos_embeddings);
  one("num_conv_pos_embedding_groups", config.num_conv_pos_embedding_groups,
      p.num_conv_pos_embedding_groups);
  return names;
}

void take_training(SpeechEncoderOptions& options, const EncoderParameters& p) {
  take(options.normalize, p.normalize);
  take(options.normalize_epsilon, p.normalize_epsilon);
  take(options.spec_augment.on, p.spec_augment);
  take(options.spec_augment.time_probability, p.mask_time_prob);
  take(options.spec_augment.time_length, p.mask_time_length);
  take(options.spec_augment.feature_probability, p.mask_feature_prob);
  take(options.spec_augment.feature_length, p.mask_feature_length);
  take(options.layer_drop, p.layerdrop);
  take(options.transformer.dropout, p.hidden_dropout);
  take(options.transformer.attention_dropout, p.attention_dropout);
  take(options.transformer.activation_dropout, p.activation_dropout);
  take(options.projection_dropout, p.feat_proj_dropout);
}

EncoderConfig config_by_size(const EncoderFamily& family, const EncoderParameters& parameters) {
  auto config = family.sizes.at(parameters.size.value_or("base"));
  take_dimensions(config, parameters);
  return config;
}

void require_known(const std::vector<std::string>& ignore, const weights::Config& own) {
  for (const auto& name : ignore) {
    if (own.shown(name) == "nothing")
      throw std::invalid_argument(
          "ignore_fields names " + name + ", but " +
          (own.empty() ? "the checkpoint has no config" : own.file() + " has no such field") +
          "; leave it out");
  }
}

EncoderConfig config_of(const EncoderFamily& family, const EncoderParameters& parameters,
                        const weights::EncoderWeights& weights, const Context& context) {
  const auto& own = weights.config();
  const auto ignore = parameters.ignore_fields.value_or(std::vector<std::string>());
  require_known(ignore, own);
  if (own.empty()) {
    auto shaped = config_by_shapes(family, parameters, weights);
    if (context.log) context.log(shaped.note);
    take_dimensions(shaped.config, parameters);
    return shaped.config;
  }
  EncoderConfig config = family.defaults;
  auto given = take_dimensions(config, parameters);
  if (parameters.size) given.insert(given.begin(), "size");
  if (!given.empty()) {
    std::string all;
    for (const auto& name : given) all += (all.empty() ? "" : ", ") + name;
    throw std::invalid_argument(own.file() + " says how large the model is; leave out " + all);
  }
  auto fields = common_fields(config);
  std::vector<weights::ConfigValue> types = {family.model_type};
  types.insert(types.end(), family.other_model_types.begin(), family.other_model_types.end());
  fields.fixed("model_type", types);
  family.add_fields(fields, config);
  const auto of_heads = fields.apply(own, ignore);
  if (!of_heads.empty() && context.log) {
    std::string all;
    for (const auto& name : of_heads)
      all += (all.empty() ? "" : ", ") + name + " = " + own.shown(name);
    context.log(own.file() + ": passed over, as it is of the model's head: " + all);
  }
  try {
    check(config);
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument(own.file() + ": " + fault.what());
  }
  return config;
}

/// A word that no option has is a fault of the file that holds it.
SpeechEncoderOptions options_named(const EncoderConfig& config,
                                   const std::optional<weights::EncoderWeights>& weights) {
  try {
    return options_of(config);
  } catch (const std::invalid_argument& fault) {
    if (!weights || weights->config().empty()) throw;
    throw std::invalid_argument(weights->config().file() + ": " + fault.what());
  }
}

/// How waveforms were normalized in training, as far as the checkpoint says.
void take_preprocessor(SpeechEncoderOptions& options, const weights::EncoderWeights& weights) {
  if (weights.layout().name == "torchaudio")  // as its pipelines do
    options.normalize = options.features.norm == ExtractorNorm::layer;
  read_extractor(weights.preprocessor(), options.normalize);
  if (weights.layout().name != "Hugging Face") options.normalize_epsilon = 1e-5;
}

}  // namespace

void declare(Schema<EncoderParameters>& schema, const EncoderFamily& family) {
  using P = EncoderParameters;
  std::vector<std::string> sizes;
  for (const auto& [name, config] : family.sizes) sizes.push_back(name);
  schema.add("checkpoint", &P::checkpoint)
      .help(
          "a Hugging Face model directory, a safetensors file or a fairseq .pt file; without one, "
          "weights start at random");
  schema.add("size", &P::size)
      .one_of(sizes)
      .help("if there is no checkpoint that gives it; default base");
  schema.add("normalize", &P::normalize)
      .help("each waveform to zero mean and unit variance; default: as the checkpoint was trained");
  schema.add("normalize_epsilon", &P::normalize_epsilon)
      .at_least(0)
      .help("added to the variance; default 1e-7, of fairseq files 1e-5");
  schema.add("hidden_size", &P::hidden_size)
      .at_least(1)
      .at_most(65536)
      .help("overrides the size: width of the frames");
  schema.add("num_hidden_layers", &P::num_hidden_layers)
      .at_least(1)
      .at_most(1000)
      .help("overrides the size");
  schema.add("num_attention_heads", &P::num_attention_heads)
      .at_least(1)
      .at_most(1024)
      .help("overrides the size");
  schema.add("intermediate_size", &P::intermediate_size)
      .at_least(1)
      .at_most(262144)
      .help("overrides the size: hidden units of a layer");
  schema.add("conv_dim", &P::conv_dim)
      .at_least(1)
      .at_most(65536)
      .help("overrides the size: channels of the seven convolutions");
  schema.add("num_conv_pos_embeddings", &P::num_conv_pos_embeddings)
      .at_least(1)
      .at_most(10000)
      .help(family.defaults.conv_pos_kernel_size > 0
                ? "overrides the size: how many positional convolutions"
                : "overrides the size: frames that the positional convolution spans");
  schema.add("num_conv_pos_embedding_groups", &P::num_conv_pos_embedding_groups)
      .at_least(1)
      .at_most(65536)
      .help("overrides the size");
  schema.add("spec_augment", &P::spec_augment)
      .help("mask spans of frames in training; default: as the checkpoint says, or true");
  schema.add("mask_time_prob", &P::mask_time_prob)
      .at_least(0)
      .at_most(1)
      .help("fraction of frames in masked spans; default 0.05");
  schema.add("mask_time_length", &P::mask_time_length)
      .at_least(1)
      .at_most(1000000)
      .help("frames in a masked span; default 10");
  schema.add("mask_feature_prob", &P::mask_feature_prob)
      .at_least(0)
      .at_most(1)
      .help("fraction of features in masked spans; default 0");
  schema.add("mask_feature_length", &P::mask_feature_length)
      .at_least(1)
      .at_most(65536)
      .help("features in a masked span; default 10");
  schema.add("layerdrop", &P::layerdrop)
      .at_least(0)
      .at_most(1)
      .help("probability of skipping a layer in training; default 0.1");
  schema.add("hidden_dropout", &P::hidden_dropout)
      .at_least(0)
      .at_most(1)
      .help("after attention and feed-forward; default 0.1");
  schema.add("attention_dropout", &P::attention_dropout)
      .at_least(0)
      .at_most(1)
      .help("of attention weights; default 0.1");
  schema.add("activation_dropout", &P::activation_dropout)
      .at_least(0)
      .at_most(1)
      .help("within the feed-forward; default 0.1");
  schema.add("feat_proj_dropout", &P::feat_proj_dropout)
      .at_least(0)
      .at_most(1)
      .help("after the projection; default 0");
  schema.add("pretrained_on", &P::pretrained_on)
      .help("corpora that the checkpoint was trained on, for the run record");
  schema.add("ignore_fields", &P::ignore_fields)
      .help(
          "fields of config.json that are not known here and change nothing, as you know; they go "
          "into the record and the signature");
}

PretrainedEncoder::PretrainedEncoder(const EncoderFamily& family,
                                     const EncoderParameters& parameters, const Context& context)
    : PretrainedEncoder([&] {
        Prepared prepared;
        prepared.parameters = parameters;
        prepared.context = context;
        if (parameters.checkpoint) {
          prepared.weights.emplace(*parameters.checkpoint, family.weights());
          prepared.loaded_next = std::make_unique<WithoutInitialization>();
        }
        const auto config = prepared.weights
                                ? config_of(family, parameters, *prepared.weights, context)
                                : config_by_size(family, parameters);
        prepared.options = options_named(config, prepared.weights);
        if (prepared.weights)
          require_shapes(config, *prepared.weights, parameters.checkpoint->string());
        prepared.options.normalize =
            prepared.options.features.norm == ExtractorNorm::layer || family.normalize_group_norm;
        if (prepared.weights) take_preprocessor(prepared.options, *prepared.weights);
        take_training(prepared.options, parameters);
        return prepared;
      }()) {}

PretrainedEncoder::PretrainedEncoder(const Prepared& prepared)
    : SpeechEncoder(prepared.options), corpora_(prepared.parameters.pretrained_on) {
  if (!prepared.weights) return;
  const auto& weights = *prepared.weights;
  files_ = weights.checkpoint().files();
  const auto source = prepared.parameters.checkpoint->string();
  const auto loaded = weights::load_into(
      *this, weights, {.source = source, .ignore = {}, .may_miss = {"masked_spec_embed"}});
  if (!loaded.left.empty() && prepared.options.spec_augment.on && prepared.context.log)
    prepared.context.log(source +
                         " has no masked_spec_embed: the vector that SpecAugment masks frames with "
                         "starts at random");
  if (weights.preprocessor().empty() && !prepared.parameters.normalize && prepared.context.log) {
    prepared.context.log(source + " does not say whether waveforms are normalized: normalize = " +
                         (prepared.options.normalize ? "true" : "false") + " is assumed");
  }
}

}  // namespace serhost::nn
