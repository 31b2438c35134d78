// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gtest/gtest.h>

#include "../key_maps.hpp"

using key_maps::mapped;
using key_maps::translated;

TEST(KeyMaps, OfWav2vecKeepTheReleasedNames) {
  EXPECT_EQ(mapped(wav2vec::family(), "fairseq", "feature_aggregator.conv_layers.0.3.weight"),
            "feature_aggregator.conv_layers.0.3.weight");
  EXPECT_EQ(mapped(wav2vec::family(), "fairseq", "wav2vec_predictions.project_to_steps.bias"),
            "extra: wav2vec_predictions.project_to_steps.bias");
}

TEST(AWav2vecConfig, ListsItsConvolutions) {
  const auto config = translated(wav2vec::family(), 0,
                                 R"({"conv_feature_layers": "[(512, 10, 5)]",
          "conv_aggregator_layers": "[(512, 2, 1), (512, 3, 1)]", "log_compression": true})");
  EXPECT_EQ(config.integers("conv_kernel"), (std::vector<std::int64_t>{10}));
  EXPECT_EQ(config.integers("aggregator_kernel"), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(config.boolean("log_compression"), true);
}
