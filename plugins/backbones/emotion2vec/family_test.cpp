// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gtest/gtest.h>

#include "../key_maps.hpp"

using key_maps::mapped;

TEST(KeyMaps, OfData2vec2KeepTheReleasedNames) {
  const auto to = [](const char* name, const char* prefix) {
    return mapped(emotion2vec::family(), "data2vec 2.0", name, prefix);
  };
  EXPECT_EQ(to("blocks.7.attn.qkv.weight", ""), "blocks.7.attn.qkv.weight");
  EXPECT_EQ(to("modality_encoders.AUDIO.alibi_scale", "d2v_model."),
            "modality_encoders.AUDIO.alibi_scale");
  EXPECT_EQ(to("modality_encoders.AUDIO.decoder.proj.weight", ""),
            "extra: modality_encoders.AUDIO.decoder.proj.weight");
  EXPECT_EQ(to("_ema.blocks.0.norm1.bias", ""), "extra: _ema.blocks.0.norm1.bias");
  EXPECT_EQ(to("proj.weight", ""), "extra: proj.weight");
}
