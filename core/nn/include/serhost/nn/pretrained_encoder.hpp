// What an encoder plugin of wav2vec 2.0's kind consists of: a speech encoder made from a published
// checkpoint, or drawn at random in a published size. The plugin itself only says which family it
// is.
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

struct EncoderFamily {
  const weights::Family& (*weights)();
  std::string model_type;                      ///< of config.json
  EncoderConfig defaults = {};                 ///< of fields that a config.json leaves out
  std::map<std::string, EncoderConfig> sizes;  ///< by name; "base" must be there
  void (*add_fields)(weights::ConfigFields& fields,
                     EncoderConfig& config);  ///< those that not every family has
  bool normalize_group_norm =
      true;  ///< of models with a group norm whose checkpoint does not say: normalize waveforms?
};

struct EncoderParameters {
  std::optional<std::filesystem::path> checkpoint;
  std::optional<std::string> size;
  std::optional<bool> normalize;
  std::optional<double> normalize_epsilon;
  std::optional<std::int64_t> hidden_size, num_hidden_layers, num_attention_heads,
      intermediate_size;
  std::optional<std::vector<std::int64_t>> conv_dim;
  std::optional<std::int64_t> num_conv_pos_embeddings, num_conv_pos_embedding_groups;
  std::optional<bool> spec_augment;
  std::optional<double> mask_time_prob, mask_feature_prob;
  std::optional<std::int64_t> mask_time_length, mask_feature_length;
  std::optional<double> layerdrop, hidden_dropout, attention_dropout, activation_dropout,
      feat_proj_dropout;
  std::vector<std::string> pretrained_on;
};

/// Adds all of them to a plugin's schema.
void declare(Schema<EncoderParameters>& schema, const EncoderFamily& family);

class PretrainedEncoder : public SpeechEncoder, public Provenance {
 public:
  using Options = EncoderParameters;

  /// Throws as weights::EncoderWeights and weights::load_into, and std::invalid_argument for
  /// parameters that contradict each other or the checkpoint.
  PretrainedEncoder(const EncoderFamily& family, const EncoderParameters& parameters,
                    const Context& context);

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  struct Prepared;
  explicit PretrainedEncoder(const Prepared& prepared);

  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

}  // namespace serhost::nn
