// wav2vec as a plugin: published size and frames, and what its parameters and a checkpoint may not
// say together. Its numbers are tested in tests/golden/wav2vec.
#include <gtest/gtest.h>

#include <serhost/testing.hpp>
#include <utility>

namespace {

using serhost::testing::make_backbone;

}  // namespace

TEST(Wav2vec, HasTheParametersOfThePublishedModel) {
  // 512 -> 512 channels for 12 steps, and a bias: the head of the training objective, not of the
  // encoder.
  constexpr std::int64_t kHead = 512 * 512 * 12 + 512;
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("wav2vec")->parameters()) count += parameter.numel();
  EXPECT_EQ(count + kHead, 32537088);
}

TEST(Wav2vec, GivesAFrameEvery10Milliseconds) {
  const auto backbone = make_backbone(
      "wav2vec", {"conv_dim=[4, 4, 4, 4, 4, 4, 4]", "aggregator_dim=[4]", "aggregator_kernel=[2]"});
  EXPECT_EQ(backbone->input().shortest, 465);
  for (const auto& [samples, frames] : {std::pair<std::int64_t, std::int64_t>{464, 0},
                                        {465, 1},
                                        {624, 1},
                                        {625, 2},
                                        {10000, 60},
                                        {16000, 98}})
    EXPECT_EQ(backbone->frames(samples), frames) << samples << " samples";
}

TEST(Wav2vec, RefusesListsOfDifferentLengths) {
  EXPECT_THROW(make_backbone("wav2vec", {"conv_dim=[4, 4]"}), std::exception);
  EXPECT_THROW(make_backbone("wav2vec", {"aggregator_dim=[512]"}), std::exception);
}

TEST(Wav2vec, RefusesSkipConnectionsThatChangeTheWidth) {
  try {
    make_backbone("wav2vec", {"aggregator_dim=[512, 100]", "aggregator_kernel=[2, 2]"});
    FAIL() << "no fault was found";
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("as many channels"), std::string::npos)
        << fault.what();
  }
}
