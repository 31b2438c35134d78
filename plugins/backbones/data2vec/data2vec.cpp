// data2vec for speech (the first version): wav2vec 2.0 with five positional convolutions one behind
// the other.
#include <serhost/nn/pretrained_encoder.hpp>

#include "family.hpp"

namespace {

using serhost::nn::EncoderConfig;

EncoderConfig base() {
  EncoderConfig config;
  config.feat_extract_norm = "layer";
  config.conv_pos_kernel_size = 19;
  config.num_conv_pos_embeddings = 5;
  return config;
}

EncoderConfig large() {
  auto config = base();
  config.hidden_size = 1024;
  config.num_hidden_layers = 24;
  config.num_attention_heads = 16;
  config.intermediate_size = 4096;
  return config;
}

void add_fields(serhost::weights::ConfigFields& fields, EncoderConfig& config) {
  fields.reads("conv_pos_kernel_size", config.conv_pos_kernel_size, 1, 1 << 16)
      .fixed("feat_extract_norm", {"layer"})
      .fixed("do_stable_layer_norm", {false});
}

const serhost::nn::EncoderFamily& family() {
  static const serhost::nn::EncoderFamily family = {.weights = &data2vec::family,
                                                    .model_type = "data2vec-audio",
                                                    .defaults = base(),
                                                    .sizes = {{"base", base()}, {"large", large()}},
                                                    .add_fields = &add_fields};
  return family;
}

class Data2vec final : public serhost::nn::PretrainedEncoder {
 public:
  static const serhost::weights::Family& checkpoint_family() { return data2vec::family(); }
  static void declare(serhost::Schema<Options>& schema) { serhost::nn::declare(schema, family()); }
  Data2vec(const Options& options, const serhost::Context& context)
      : PretrainedEncoder(family(), options, context) {}
};

SERHOST_BACKBONE(Data2vec, "data2vec", "data2vec for speech, a pre-trained encoder", .order = 60);

}  // namespace

SERHOST_PLUGIN();
