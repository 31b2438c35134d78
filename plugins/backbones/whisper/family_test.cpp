// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gmock/gmock.h>

#include "../key_maps.hpp"

using key_maps::mapped;
using key_maps::translated;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(KeyMaps, OfWhisperReadBothFormsOfTheEncoder) {
  EXPECT_EQ(mapped(whisper::family(), "Hugging Face", "layers.0.self_attn.q_proj.weight",
                   "model.encoder."),
            "layers.0.self_attn.q_proj.weight");
  const auto to = [](const char* name) {
    return mapped(whisper::family(), "OpenAI", name, "encoder.");
  };
  EXPECT_EQ(to("conv1.weight"), "conv1.weight");
  EXPECT_EQ(to("positional_embedding"), "embed_positions.weight");
  EXPECT_EQ(to("blocks.3.attn.query.weight"), "layers.3.self_attn.q_proj.weight");
  EXPECT_EQ(to("blocks.3.attn.key.weight"), "layers.3.self_attn.k_proj.weight");
  EXPECT_EQ(to("blocks.3.attn.value.bias"), "layers.3.self_attn.v_proj.bias");
  EXPECT_EQ(to("blocks.3.attn.out.bias"), "layers.3.self_attn.out_proj.bias");
  EXPECT_EQ(to("blocks.3.attn_ln.weight"), "layers.3.self_attn_layer_norm.weight");
  EXPECT_EQ(to("blocks.3.mlp.0.weight"), "layers.3.fc1.weight");
  EXPECT_EQ(to("blocks.3.mlp.2.weight"), "layers.3.fc2.weight");
  EXPECT_EQ(to("blocks.3.mlp_ln.bias"), "layers.3.final_layer_norm.bias");
  EXPECT_EQ(to("ln_post.bias"), "layer_norm.bias");
  const auto out = map_names(whisper::family(), {"encoder.blocks.0.attn.query.weight",
                                                 "decoder.blocks.0.attn.query.weight"});
  EXPECT_THAT(out.extras, ElementsAre("decoder.blocks.0.attn.query.weight"));
}

TEST(KeyMaps, GiveNoLayoutToTheNamesOfAnotherFamily) {
  EXPECT_EQ(map_names(whisper::family(), {"feature_aggregator.conv_layers.0.1.weight"}).layout,
            nullptr);
  EXPECT_THAT(map_names(whisper::family(), {}).sources, IsEmpty());
}

TEST(OpenAisDimensions, BecomeThoseOfHuggingFace) {
  const auto config =
      translated(whisper::family(), 1,
                 R"({"n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 384, "n_audio_head": 6,
          "n_audio_layer": 4})");
  EXPECT_EQ(
      config.json(),
      R"({"d_model":384,"encoder_attention_heads":6,"encoder_ffn_dim":1536,"encoder_layers":4,)"
      R"("max_source_positions":1500,"model_type":"whisper","num_mel_bins":80})");
}
