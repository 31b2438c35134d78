// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gmock/gmock.h>

#include "../key_maps.hpp"

using key_maps::mapped;
using key_maps::translated;
using testing::ElementsAre;

TEST(KeyMaps, OfFairseqFineTunedForCtcTakeTheirPrefixOff) {
  const auto out =
      map_names(wav2vec2::family(),
                {"w2v_encoder.w2v_model.encoder.pos_conv.0.weight_v", "w2v_encoder.proj.weight"});
  ASSERT_NE(out.layout, nullptr);
  EXPECT_EQ(out.sources.at("encoder.pos_conv_embed.conv.weight_v"),
            "w2v_encoder.w2v_model.encoder.pos_conv.0.weight_v");
  EXPECT_THAT(out.extras, ElementsAre("lm_head.weight"));
}

TEST(KeyMaps, OfWav2vec2KnowItsQuantizer) {
  EXPECT_EQ(mapped(wav2vec2::family(), "fairseq", "quantizer.vars"),
            "extra: quantizer.codevectors");
  EXPECT_EQ(mapped(wav2vec2::family(), "fairseq", "quantizer.weight_proj.bias"),
            "extra: quantizer.weight_proj.bias");
  EXPECT_EQ(mapped(wav2vec2::family(), "fairseq", "final_proj.bias"), "extra: project_hid.bias");
  EXPECT_EQ(mapped(wav2vec2::family(), "Hugging Face", "project_q.weight"),
            "extra: project_q.weight");
}

TEST(AFairseqConfig, OfAFineTunedModelIsThatOfThePretrainedOne) {
  const auto config = translated(
      wav2vec2::family(), 1,
      R"({"normalize": false, "w2v_args": {"encoder_layers": 6, "extractor_mode": "default"}})");
  EXPECT_EQ(config.integer("num_hidden_layers"), 6);
  EXPECT_EQ(config.text("feat_extract_norm"), "group");
}

TEST(AFairseqConfig, KeepsWhatChangesTheComputationUnderItsOwnName) {
  const auto config =
      translated(wav2vec2::family(), 1,
                 R"({"quantize_input": true, "layer_type": "conformer", "pos_enc_type": "abs"})");
  EXPECT_EQ(config.json(),
            R"({"layer_type":"conformer","model_type":"wav2vec2","quantize_input":true})");
}
