// wav2vec 2.0, pre-trained or fine-tuned for speech recognition: the encoder without heads and
// quantizer. UniSpeech and UniSpeech-SAT train the same encoder for other aims.
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
  return config;
}

EncoderConfig large_lv60() {
  auto config = large();
  config.do_stable_layer_norm = true;
  config.feat_extract_norm = "layer";
  config.conv_bias = true;
  return config;
}

const serhost::nn::EncoderFamily& family() {
  static const serhost::nn::EncoderFamily family = {
      .weights = &wav2vec2::family,
      .model_type = "wav2vec2",
      .sizes = {{"base", {}}, {"large", large()}, {"large-lv60", large_lv60()}},
      .add_fields = &serhost::nn::add_norm_fields,
      .other_model_types = {"unispeech", "unispeech-sat"}};
  return family;
}

class Wav2vec2 final : public serhost::nn::PretrainedEncoder {
 public:
  static const serhost::weights::Family& checkpoint_family() { return wav2vec2::family(); }
  static void declare(serhost::Schema<Options>& schema) { serhost::nn::declare(schema, family()); }
  Wav2vec2(const Options& options, const serhost::Context& context)
      : PretrainedEncoder(family(), options, context) {}
};

SERHOST_BACKBONE(Wav2vec2, "wav2vec2", "wav2vec 2.0, a pre-trained speech encoder",
                 .title = "wav2vec 2.0", .order = 30);

}  // namespace

SERHOST_PLUGIN();
