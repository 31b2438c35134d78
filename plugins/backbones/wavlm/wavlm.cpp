// WavLM: HuBERT with a gated bias on the distance between frames.
#include <serhost/nn/pretrained_encoder.hpp>

#include "family.hpp"

namespace {

using serhost::nn::EncoderConfig;

EncoderConfig base() {
  EncoderConfig config;
  config.num_buckets = 320;
  config.max_bucket_distance = 800;
  return config;
}

EncoderConfig large() {
  auto config = base();
  config.hidden_size = 1024;
  config.num_hidden_layers = 24;
  config.num_attention_heads = 16;
  config.intermediate_size = 4096;
  config.do_stable_layer_norm = true;
  config.feat_extract_norm = "layer";
  return config;
}

void add_fields(serhost::weights::ConfigFields& fields, EncoderConfig& config) {
  serhost::nn::add_norm_fields(fields, config);
  fields.reads("num_buckets", config.num_buckets, 4, 1 << 16)
      .reads("max_bucket_distance", config.max_bucket_distance, 1, 1 << 20);
}

const serhost::nn::EncoderFamily& family() {
  static const serhost::nn::EncoderFamily family = {.weights = &wavlm::family,
                                                    .model_type = "wavlm",
                                                    .defaults = base(),
                                                    .sizes = {{"base", base()}, {"large", large()}},
                                                    .add_fields = &add_fields,
                                                    .normalize_group_norm = false};
  return family;
}

class Wavlm final : public serhost::nn::PretrainedEncoder {
 public:
  static const serhost::weights::Family& checkpoint_family() { return wavlm::family(); }
  static void declare(serhost::Schema<Options>& schema) { serhost::nn::declare(schema, family()); }
  Wavlm(const Options& options, const serhost::Context& context)
      : PretrainedEncoder(family(), options, context) {}
};

SERHOST_BACKBONE(Wavlm, "wavlm", "WavLM, a pre-trained speech encoder", .title = "WavLM",
                 .order = 50);

}  // namespace

SERHOST_PLUGIN();
