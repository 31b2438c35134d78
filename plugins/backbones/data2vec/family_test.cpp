// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gtest/gtest.h>

#include "../key_maps.hpp"

using key_maps::mapped;
using key_maps::translated;

TEST(KeyMaps, OfData2vecStackTheirPositions) {
  EXPECT_EQ(mapped(data2vec::family(), "fairseq", "encoder.pos_conv.4.0.bias"),
            "encoder.pos_conv_embed.layers.4.conv.bias");
  EXPECT_EQ(mapped(data2vec::family(), "fairseq", "final_proj.0.weight"),
            "extra: final_proj.0.weight");
}

TEST(AFairseqConfig, OfData2vecHasTheStackOfPositions) {
  const auto config =
      translated(data2vec::family(), 1, R"({"model": {"conv_pos": 95, "pos_conv_depth": 5}})");
  EXPECT_EQ(config.integer("num_conv_pos_embeddings"), 5);
  EXPECT_EQ(config.integer("conv_pos_kernel_size"), 19);  // 95 / 5
}
