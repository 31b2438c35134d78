// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gtest/gtest.h>

#include "../key_maps.hpp"

using key_maps::mapped;

TEST(KeyMaps, OfVqWav2vecKeepTheQuantizer) {
  EXPECT_EQ(mapped(vq_wav2vec::family(), "fairseq", "vector_quantizer.vars"),
            "vector_quantizer.vars");
}
