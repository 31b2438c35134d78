// What an encoder plugin of wav2vec 2.0's kind consists of: a speech encoder made from a published
// checkpoint, or drawn at random in a published size. The plugin itself only says which family it
// is.
//
//   class Own final : public nn::PretrainedEncoder {
//     static void declare(serhost::Schema<Options>& schema) { nn::declare(schema, family()); }
//     Own(const Options& options, const serhost::Context& context)
//         : PretrainedEncoder(family(), options, context) {}
//   };  // family(): an nn::EncoderFamily; plugins/backbones/hubert is a whole one
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <serhost/nn/encoder_config.hpp>
#include <serhost/nn/speech_encoder.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// What an encoder plugin says of itself.
struct EncoderFamily {
  /// The checkpoints that it reads.
  const weights::Family& (*weights)();
  std::string model_type;                      ///< of config.json
  EncoderConfig defaults = {};                 ///< of fields that a config.json leaves out
  std::map<std::string, EncoderConfig> sizes;  ///< by name; "base" must be there
  void (*add_fields)(weights::ConfigFields& fields,
                     EncoderConfig& config);  ///< those that not every family has
  /// Of models with a group norm whose checkpoint does not say: normalize waveforms?.
  bool normalize_group_norm = true;
  /// Other models of config.json that have this encoder.
  std::vector<std::string> other_model_types = {};
};

/// The parameters that all such plugins have; docs/components.md lists them with their meaning.
struct EncoderParameters {
  /// File or folder; absent: random weights in a published size.
  std::optional<std::filesystem::path> checkpoint;
  /// A published size; "base" if absent.
  std::optional<std::string> size;
  /// Whether each waveform is brought to zero mean and unit variance.
  std::optional<bool> normalize;
  /// Added to the variance.
  std::optional<double> normalize_epsilon;
  /// As EncoderConfig.
  std::optional<std::int64_t> hidden_size, num_hidden_layers, num_attention_heads,
      intermediate_size;
  /// As EncoderConfig.
  std::optional<std::vector<std::int64_t>> conv_dim;
  /// As EncoderConfig.
  std::optional<std::int64_t> num_conv_pos_embeddings, num_conv_pos_embedding_groups;
  /// Whether frames are masked in training.
  std::optional<bool> spec_augment;
  /// As EncoderConfig.
  std::optional<double> mask_time_prob, mask_feature_prob;
  /// As EncoderConfig.
  std::optional<std::int64_t> mask_time_length, mask_feature_length;
  /// As EncoderConfig.
  std::optional<double> layerdrop, hidden_dropout, attention_dropout, activation_dropout,
      feat_proj_dropout;
  /// Names of the corpora behind the checkpoint, for the record.
  std::vector<std::string> pretrained_on;
  /// Fields of config.json that change nothing, as whoever gives them knows.
  std::optional<std::vector<std::string>> ignore_fields = {};
};

/// Adds all of them to a plugin's schema.
void declare(Schema<EncoderParameters>& schema, const EncoderFamily& family);

/// A SpeechEncoder with the weights of a checkpoint.
class PretrainedEncoder : public SpeechEncoder, public Provenance {
 public:
  /// For the plugin's `declare`.
  using Options = EncoderParameters;

  /// Throws as weights::EncoderWeights and weights::load_into, and std::invalid_argument for
  /// parameters that contradict each other or the checkpoint.
  PretrainedEncoder(const EncoderFamily& family, const EncoderParameters& parameters,
                    const Context& context);

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  /// As given by `pretrained_on`.
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  struct Prepared;
  explicit PretrainedEncoder(const Prepared& prepared);

  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

}  // namespace serhost::nn
