// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gtest/gtest.h>

#include "../key_maps.hpp"

using key_maps::mapped;
using key_maps::translated;

TEST(KeyMaps, OfWavlmKnowItsBias) {
  const auto to = [](const char* name) { return mapped(wavlm::family(), "WavLM", name); };
  EXPECT_EQ(to("encoder.layers.2.self_attn.grep_linear.weight"),
            "encoder.layers.2.attention.gru_rel_pos_linear.weight");
  EXPECT_EQ(to("encoder.layers.2.self_attn.grep_a"),
            "encoder.layers.2.attention.gru_rel_pos_const");
  EXPECT_EQ(to("encoder.layers.0.self_attn.relative_attention_bias.weight"),
            "encoder.layers.0.attention.rel_attn_embed.weight");
  EXPECT_EQ(to("encoder.pos_conv.0.weight_v"), "encoder.pos_conv_embed.conv.weight_v");
}

TEST(AWavlmConfig, HasItsBuckets) {
  const auto config = translated(
      wavlm::family(), 1,
      R"({"num_buckets": 320, "max_distance": 800, "normalize": true, "gru_rel_pos": true})");
  EXPECT_EQ(config.integer("max_bucket_distance"), 800);
  EXPECT_FALSE(config.has("gru_rel_pos"));
  EXPECT_EQ(wavlm::family()
                .layouts[1]
                .preprocessor(serhost::weights::Config::parse(R"({"normalize": true})", "a.pt"))
                .boolean("do_normalize"),
            true);
}
