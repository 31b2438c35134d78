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
  const auto both = serhost::testing::noise({1600, 4000});  // the first is padded with 2400 zeros
  auto step = serhost::testing::step();

  const auto beside = cnn->forward(both, step);
  const auto alone = cnn->forward({.values = both.values.slice(0, 0, 1).slice(1, 0, 1600),
                                   .lengths = both.lengths.slice(0, 0, 1)},
                                  step);

  const auto frames = cnn->frames(1600);
  ASSERT_EQ(beside.lengths[0].item<std::int64_t>(), frames);
  EXPECT_TRUE(torch::allclose(alone.values[0], beside.values[0].slice(0, 0, frames), 0, 1e-5));
}

TEST(Cnn, KeepsWhatEveryBackbonePromises) {
  serhost::testing::expect_backbone_conforms("cnn", {"channels=4"});
}

}  // namespace
