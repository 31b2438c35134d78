// data2vec as a plugin: its published size.
#include <gtest/gtest.h>

#include <serhost/testing.hpp>

#include "../encoder_goldens.hpp"

namespace {

using serhost::testing::make_backbone;

std::int64_t parameters(const std::vector<std::string>& options) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("data2vec", options)->parameters())
    count += parameter.numel();
  return count;
}

}  // namespace

TEST(Data2vec, HasTheParametersOfThePublishedModel) { EXPECT_EQ(parameters({}), 93164288); }

SERHOST_ENCODER_GOLDENS(data2vec);
