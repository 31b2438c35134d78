// HuBERT: the encoder of wav2vec 2.0, trained to tell hidden units; its files may leave out the
// projection's norm or have a batch norm before the positional convolution.
#include <serhost/nn/pretrained_encoder.hpp>

#include "family.hpp"

namespace {

using serhost::nn::EncoderConfig;

EncoderConfig large() {
  EncoderConfig config;
  config.hidden_size = 1024;
  config.num_hidden_layers = 24;
  config.num_attention_heads = 16;
  config.intermediate_size = 4096;
  config.do_stable_layer_norm = true;
  config.feat_extract_norm = "layer";
  config.conv_bias = true;
  return config;
}

EncoderConfig xlarge() {
  auto config = large();
  config.hidden_size = 1280;
  config.num_hidden_layers = 48;
  config.intermediate_size = 5120;
  return config;
}

void add_fields(serhost::weights::ConfigFields& fields, EncoderConfig& config) {
  serhost::nn::add_norm_fields(fields, config);
  fields.reads("feat_proj_layer_norm", config.feat_proj_layer_norm)
      .reads("conv_pos_batch_norm", config.conv_pos_batch_norm);
}

const serhost::nn::EncoderFamily& family() {
  static const serhost::nn::EncoderFamily family = {
      .weights = &hubert::family,
      .model_type = "hubert",
      .sizes = {{"base", {}}, {"large", large()}, {"xlarge", xlarge()}},
      .add_fields = &add_fields};
  return family;
}

class Hubert final : public serhost::nn::PretrainedEncoder {
 public:
  static const serhost::weights::Family& checkpoint_family() { return hubert::family(); }
  static void declare(serhost::Schema<Options>& schema) { serhost::nn::declare(schema, family()); }
  Hubert(const Options& options, const serhost::Context& context)
      : PretrainedEncoder(family(), options, context) {}
};

SERHOST_BACKBONE(Hubert, "hubert", "HuBERT, a pre-trained speech encoder", .title = "HuBERT",
                 .order = 40);

}  // namespace

SERHOST_PLUGIN();
