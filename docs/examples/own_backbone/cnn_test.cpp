#include <serhost/testing.hpp>

namespace {

using serhost::testing::make_backbone;

// 400 samples fill one window; each 160 more make another: (720 - 400) / 160 + 1 = 3.
TEST(Cnn, CountsFramesAsItsFirstLayerDoes) {
  const auto cnn = make_backbone("cnn", {"channels=4"});
  EXPECT_EQ(cnn->frames(399), 0);
  EXPECT_EQ(cnn->frames(400), 1);
  EXPECT_EQ(cnn->frames(719), 2);
  EXPECT_EQ(cnn->frames(720), 3);
}

TEST(Cnn, GivesAClipTheSameFramesAloneAndBesideALongerOne) {
  const auto cnn = make_backbone("cnn", {"channels=4"});
  auto step = serhost::testing::step();
  const auto clip = torch::randn({1, 1600}, step.random);
  const auto longer = torch::randn({1, 4000}, step.random);
  const auto padded = torch::cat({torch::constant_pad_nd(clip, {0, 2400}), longer});

  const auto alone = cnn->forward({.values = clip, .lengths = torch::tensor({1600}, torch::kLong)}, step);
  const auto beside = cnn->forward({.values = padded, .lengths = torch::tensor({1600, 4000}, torch::kLong)}, step);

  const auto frames = cnn->frames(1600);
  ASSERT_EQ(beside.lengths[0].item<std::int64_t>(), frames);
  EXPECT_TRUE(torch::allclose(alone.values[0], beside.values[0].slice(0, 0, frames), 0, 1e-5));
}

}  // namespace
