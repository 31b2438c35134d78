// The encoder on clips of which it sees some frames, by the interface that objectives call.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <serhost/masked_encoder.hpp>
#include <serhost/testing.hpp>

namespace {

using serhost::MaskedRows;

const std::vector<std::string> kSmall = {"width=48",
                                         "heads=6",
                                         "hidden=32",
                                         "prenet=1",
                                         "depth=2",
                                         "tokens=3",
                                         "conv_dim=[8, 8, 8, 8, 8, 8, 8]"};

class Masked : public testing::Test {
 protected:
  std::shared_ptr<serhost::Backbone> backbone =
      serhost::testing::make_backbone("emotion2vec", kSmall);
  serhost::MaskedEncoder& masked = dynamic_cast<serhost::MaskedEncoder&>(*backbone);
  serhost::Step step;
  const at::NoGradGuard off;
};

}  // namespace

TEST_F(Masked, RowsDoNotSeeEachOther) {
  const serhost::Sequence audio{at::rand({2, 6000}), at::tensor({4000L, 6000L}), {}, {}};
  const auto local = masked.local(audio, step);
  const auto some = at::tensor({0L, 3L, 4L, 9L}), others = at::tensor({1L, 2L});
  const auto both = masked.encode(local.frames, {.clips = {1, 0}, .kept = {some, others}}, step);
  const auto alone = masked.encode(local.frames, {.clips = {0}, .kept = {others}}, step);
  EXPECT_TRUE(
      at::allclose(both.frames.values[1].narrow(0, 0, 2), alone.frames.values[0], 1e-5, 1e-6));
  EXPECT_TRUE(at::allclose(both.tokens[1], alone.tokens[0], 1e-5, 1e-6));
  EXPECT_EQ(both.frames.lengths[0].item<std::int64_t>(), 4);
  EXPECT_TRUE(both.levels.empty());
}

TEST_F(Masked, WhatIsHiddenDoesNotCount) {
  serhost::Sequence audio{at::rand({1, 6000}), at::tensor({6000L}), {}, {}};
  auto local = masked.local(audio, step);
  const MaskedRows rows{.clips = {0}, .kept = {at::tensor({0L, 1L, 2L, 7L})}};
  const auto before = masked.encode(local.frames, rows, step).frames.values;
  local.frames.values = local.frames.values.clone();
  local.frames.values[0][4].fill_(3.0);
  EXPECT_TRUE(at::equal(masked.encode(local.frames, rows, step).frames.values, before));
}

TEST_F(Masked, LevelsAreThoseOfTheMainBlocks) {
  const serhost::Sequence audio{at::rand({1, 6000}), at::tensor({6000L}), {}, {}};
  const auto local = masked.local(audio, step);
  const auto all = masked.encode(local.frames, {.clips = {0}, .levels = true}, step);
  ASSERT_EQ(all.levels.size(), 2U);
  EXPECT_EQ(masked.levels(), 2);
  EXPECT_EQ(all.levels[0].values.sizes(), all.frames.values.sizes());
}

TEST_F(Masked, HiddenFramesAreLeftOutAlone) {
  const serhost::Sequence audio{at::rand({1, 6000}), at::tensor({6000L}), {}, {}};
  const auto local = masked.local(audio, step);
  EXPECT_THROW(masked.encode(local.frames, {.clips = {0}, .kept = {}, .drop = false}, step),
               std::invalid_argument);
}
