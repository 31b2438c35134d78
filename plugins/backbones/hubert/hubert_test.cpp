// HuBERT as a plugin: published sizes and what its config.json may hold besides.
#include <gtest/gtest.h>

#include <serhost/testing.hpp>

#include "../encoder_goldens.hpp"

namespace {

using serhost::testing::make_backbone;

std::int64_t parameters(const std::vector<std::string>& options) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("hubert", options)->parameters())
    count += parameter.numel();
  return count;
}

}  // namespace

TEST(Hubert, HasTheParametersOfThePublishedModels) {
  EXPECT_EQ(parameters({}), 94371712);
  EXPECT_EQ(parameters({"size=large"}), 315438720);
}

SERHOST_ENCODER_GOLDENS(hubert);
