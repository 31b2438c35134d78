#include <ATen/TensorOperators.h>
#include <ATen/autocast_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <serhost/nn/log_mel.hpp>
#include <serhost/nn/mfcc.hpp>
#include <serhost/nn/standardize.hpp>

#include "core/nn/tensors.hpp"

using namespace serhost::nn;

namespace {

at::Tensor lengths_of(std::vector<std::int64_t> lengths) { return at::tensor(lengths, at::kLong); }

}  // namespace

TEST(LogMelFrames, AreCountedWithoutCentering) {
  const LogMel mel({});
  EXPECT_EQ(mel.frames(399), 0);
  EXPECT_EQ(mel.frames(400), 1);
  EXPECT_EQ(mel.frames(559), 1);
  EXPECT_EQ(mel.frames(560), 2);
  EXPECT_EQ(mel.frames(15600), 96);  // 1 + 15200 / 160
  EXPECT_TRUE(at::equal(mel.frames(lengths_of({0, 399, 400, 560})), lengths_of({0, 0, 1, 2})));
  for (std::int64_t frames = 1; frames < 5; ++frames) {
    EXPECT_EQ(mel.frames(mel.samples(frames)), frames);
    EXPECT_EQ(mel.frames(mel.samples(frames) - 1), frames - 1);
  }
}

TEST(LogMelFrames, OfAClipAreTheSameInAnyBatchBehindAnyPadding) {
  std::mt19937 random(1);
  const LogMel mel({});
  for (int round = 0; round < 5; ++round) {
    std::vector<std::int64_t> lengths;
    for (int clip = 0; clip < 4; ++clip)
      lengths.push_back(400 + static_cast<std::int64_t>(random() % 6000));
    auto batch = at::full(
        {4, 8000},
        std::numeric_limits<float>::quiet_NaN());  // nothing behind a clip's end may be looked at
    for (int clip = 0; clip < 4; ++clip)
      batch.select(0, clip).narrow(0, 0, lengths[clip]).copy_(at::randn({lengths[clip]}).mul(0.1));
    const auto together = mel(batch, lengths_of(lengths));
    for (int clip = 0; clip < 4; ++clip) {
      const auto alone =
          mel(batch.narrow(0, clip, 1).narrow(1, 0, lengths[clip]), lengths_of({lengths[clip]}));
      ASSERT_EQ(alone.size(1), mel.frames(lengths[clip]));
      EXPECT_TRUE(at::equal(together.select(0, clip).narrow(0, 0, alone.size(1)), alone[0]));
      EXPECT_EQ(largest(together.select(0, clip)
                            .narrow(0, alone.size(1), together.size(1) - alone.size(1))
                            .sum()),
                0.0);
    }
  }
}

TEST(LogMelFrames, OfSilenceAreTheLogarithmOfTheFloor) {
  const auto values = LogMel(LogMelOptions::vggish())(at::zeros({1, 1000}), lengths_of({1000}));
  EXPECT_LT(largest(values - std::log(0.01)), 1e-6);
}

TEST(LogMelFrames, OfABatchOfClipsThatAreAllTooShortAreNone) {
  EXPECT_EQ(LogMel({})(at::zeros({2, 300}), lengths_of({300, 10})).sizes(),
            (std::vector<std::int64_t>{2, 0, 64}));
}

TEST(LogMelFrames, StayInSinglePrecisionUnderAutocast) {
  const auto audio = at::randn({1, 4000}).mul(0.1);
  const Mfcc mfcc({});
  const auto expected = mfcc(audio, lengths_of({4000}));
  at::autocast::set_autocast_enabled(at::kCPU, true);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  const auto values = mfcc(audio, lengths_of({4000}));
  const bool lowered = at::matmul(audio, audio.t()).scalar_type() == at::kBFloat16;
  at::autocast::set_autocast_enabled(at::kCPU, false);
  EXPECT_TRUE(lowered) << "autocast was not on";
  EXPECT_TRUE(at::equal(values, expected));
}

TEST(LogMelOptions, ThatContradictEachOtherAreRefused) {
  EXPECT_THROW(LogMel({.window = 600, .fft = 512}), std::invalid_argument);
  EXPECT_THROW(LogMel({.lowest = 4000, .highest = 300}), std::invalid_argument);
  EXPECT_THROW(LogMel({.highest = 9000}), std::invalid_argument);
  EXPECT_THROW(LogMel({.floor = 0}), std::invalid_argument);
  EXPECT_THROW(LogMel({.mels = 200}), std::invalid_argument);  // bands narrower than a bin
  EXPECT_THROW(Mfcc({.coefficients = 65}), std::invalid_argument);
  EXPECT_THROW(Mfcc({.deltas = 3}), std::invalid_argument);
}

TEST(DctMatrix, IsOrthonormal) {
  const auto matrix = dct_matrix(26, 26);
  EXPECT_LT(largest(at::matmul(matrix.t(), matrix) - at::eye(26, at::kDouble)), 1e-12);
}

TEST(Deltas, OfALineAreItsSlopeAwayFromTheEnds) {
  // x = 0, 3, 6, 9, 12: in the middle (1 * (9 - 3) + 2 * (12 - 0)) / 10 = 3; at the start, where 0
  // is repeated, (1 * (3 - 0) + 2 * (6 - 0)) / 10 = 1.5; next to it (1 * (6 - 0) + 2 * (9 - 0)) /
  // 10 = 2.4.
  const auto line = at::tensor({0., 3., 6., 9., 12., 99., 99.}).view({1, 7, 1});
  const auto slopes = deltas(line, lengths_of({5})).flatten();
  EXPECT_LT(largest(slopes - at::tensor({1.5, 2.4, 3.0, 2.4, 1.5, 0., 0.})), 1e-6);
}

TEST(Standardize, GivesMeanZeroAndVarianceOneOverValidFrames) {
  auto values = at::randn({2, 50, 3}).mul(4).add(100);
  values.select(0, 1).narrow(0, 20, 30).fill_(std::numeric_limits<float>::quiet_NaN());
  const auto out = standardize(values, lengths_of({50, 20}));
  for (int clip = 0; clip < 2; ++clip) {
    const auto valid = out.select(0, clip).narrow(0, 0, clip == 0 ? 50 : 20);
    EXPECT_LT(largest(valid.mean(0)), 1e-5);
    EXPECT_LT(largest(valid.var(0, false) - 1), 1e-5);
  }
  EXPECT_EQ(largest(out.select(0, 1).narrow(0, 20, 30)), 0.0);
}

TEST(Standardize, OfAConstantOrOfOneFrameIsZero) {
  EXPECT_LT(largest(standardize(at::full({1, 10, 2}, 7.3f), lengths_of({10}))), 1e-2);
  EXPECT_EQ(largest(standardize(at::full({1, 10, 2}, 7.3f), lengths_of({1}))), 0.0);
}
