// WavLM as a plugin: published sizes, and the bias as the only thing that tells frames apart by
// distance.
#include <gtest/gtest.h>

#include <serhost/testing.hpp>

#include "../encoder_goldens.hpp"

namespace {

using serhost::testing::make_backbone;

std::int64_t parameters(const std::vector<std::string>& options) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("wavlm", options)->parameters())
    count += parameter.numel();
  return count;
}

}  // namespace

TEST(Wavlm, HasTheParametersOfThePublishedModels) {
  EXPECT_EQ(parameters({}), 94381936);
  EXPECT_EQ(parameters({"size=large"}), 315453120);
}

SERHOST_ENCODER_GOLDENS(wavlm);
