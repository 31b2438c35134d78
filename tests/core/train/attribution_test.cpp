// Integrated gradients of functions whose integral is known, gentle and steep; pieces and bands of
// a sound.
#include "train/attribution.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "train/occlusion.hpp"

namespace serhost::train {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

const at::Tensor& four() {
  static const auto values = at::tensor({1.0F, -2.0F, 0.5F, 3.0F});
  return values;
}

double part(const Attribution& found, std::int64_t i) { return found.values[i].item<double>(); }

TEST(IntegratedGradients, OfALinearScoreAreItsTerms) {
  const auto weights = at::tensor({2.0F, 1.0F, -4.0F, 0.0F});
  const auto found =
      integrated_gradients([&](const at::Tensor& x) { return (x * weights).sum(1) + 7.0; }, four());
  EXPECT_NEAR(part(found, 0), 2.0, 1e-6);
  EXPECT_NEAR(part(found, 1), -2.0, 1e-6);
  EXPECT_NEAR(part(found, 2), -2.0, 1e-6);
  EXPECT_NEAR(part(found, 3), 0.0, 1e-6);
  EXPECT_NEAR(found.score, 5.0, 1e-6);
  EXPECT_NEAR(found.baseline, 7.0, 1e-6);
  EXPECT_EQ(found.points, 12) << "nothing had to be cut finer";
}

TEST(IntegratedGradients, OfAProductAreSharedEqually) {
  const auto found = integrated_gradients(
      [](const at::Tensor& x) { return x.select(1, 0) * x.select(1, 3); }, four());
  EXPECT_NEAR(part(found, 0), 1.5, 1e-5);
  EXPECT_NEAR(part(found, 3), 1.5, 1e-5);
  EXPECT_NEAR(part(found, 1), 0.0, 1e-9);
}

/// A kink, a jump near zero as of a logarithm with a floor, and a scale that is divided out.
TEST(IntegratedGradients, SumToTheDifferenceOfTheScoresHoweverSteep) {
  const std::vector<ScoreOf> scores = {
      [](const at::Tensor& x) { return (x.sum(1) - 1.3).relu(); },
      [](const at::Tensor& x) { return (x.square() + 1e-10).log().sum(1); },
      [](const at::Tensor& x) {
        return (x / (x.square().mean(1, true) + 1e-7).sqrt()).tanh().sum(1);
      }};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto found = integrated_gradients(scores[i], four());
    EXPECT_NEAR(found.sum(), found.score - found.baseline,
                0.01 * std::abs(found.score - found.baseline))
        << i;
    EXPECT_LT(found.points, 1000) << i;
  }
}

/// A step that single precision cannot resolve is shared by what its gradient points at.
TEST(IntegratedGradients, ShareAStepBetweenThoseThatMadeIt) {
  const auto weights = at::tensor({3.0F, 0.0F, 2.0F, 0.0F});
  const auto found = integrated_gradients(
      [&](const at::Tensor& x) { return (((x * weights).sum(1) - 1.7) * 1e4).sigmoid(); }, four());
  EXPECT_NEAR(found.sum(), 1.0, 0.01);
  EXPECT_NEAR(part(found, 0), 0.75, 0.01);
  EXPECT_NEAR(part(found, 2), 0.25, 0.01);
}

TEST(IntegratedGradients, EndWhereTheyMayNotLookAtMorePlaces) {
  AttributionOptions options;
  options.most_points = 30;
  options.tolerance = 1e-9;
  const auto found = integrated_gradients(
      [](const at::Tensor& x) { return (x.square() + 1e-10).log().sum(1); }, four(), options);
  EXPECT_GE(found.points, 30);
  EXPECT_LT(found.points, 100);
  EXPECT_GE(found.scaled, 0.0);
}

TEST(Occlusion, PiecesCoverAClipOnce) {
  EXPECT_THAT(pieces_of(10, 4), ElementsAre(std::pair(0, 4), std::pair(4, 8), std::pair(8, 10)));
}

/// A second at 16 kHz.
at::Tensor tone(double hertz) {
  const auto t = at::arange(0.0, 1.0, 1.0 / 16000.0, at::kDouble);
  return (t * (2.0 * std::numbers::pi * hertz)).sin().to(at::kFloat);
}

TEST(Occlusion, APieceBecomesAsQuietAsTheQuietestTenth) {
  auto sound = tone(440.0);
  sound.narrow(0, 8000, 2000).mul_(0.01);
  EXPECT_NEAR(quietest(sound, 16000), 0.01 * std::sqrt(0.5), 1e-4);
  const auto changed = Occluded(sound, 16000).without_piece(1000, 3000);
  EXPECT_NEAR(changed.narrow(0, 1000, 2000).square().mean().sqrt().item<double>(),
              0.01 * std::sqrt(0.5), 5e-4);
  EXPECT_EQ((changed - sound).narrow(0, 3000, 13000).abs().max().item<float>(), 0.0F);
  EXPECT_EQ((changed - sound).narrow(0, 0, 1000).abs().max().item<float>(), 0.0F);
  EXPECT_EQ((Occluded(sound, 16000).without_piece(1000, 3000) - changed).abs().max().item<float>(),
            0.0F);
}

TEST(IntegratedGradients, SayThatNoGradientLeadsBack) {
  try {
    integrated_gradients([](const at::Tensor& x) { return x.detach().sum(1); }, four());
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::usage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("no gradient leads from this model's scores"));
  }
}

TEST(Occlusion, BandsAreEquallyFarApartInMelAndReachHalfTheRate) {
  const auto edges = mel_edges(2, 16000);
  // mel(20) = 31.7, mel(8000) = 2840.0; half way is 1435.9 mel.
  EXPECT_THAT(edges, ElementsAre(DoubleNear(20.0, 1e-6), DoubleNear(1801.9, 1.0),
                                 DoubleNear(8000.0, 1e-6)));
}

TEST(Occlusion, ABandTakesAToneAwayAndLeavesTheOther) {
  auto sound = tone(440.0);
  sound.narrow(0, 0, 12000).zero_();  // the band is silent for most of the time
  const auto changed = Occluded(sound + tone(3000.0), 16000).without_band(200.0, 900.0);
  EXPECT_LT((changed - tone(3000.0)).square().mean().sqrt().item<double>(), 0.1)
      << "but for what a burst has beside its own pitch";
  EXPECT_GT(sound.square().mean().sqrt().item<double>(), 0.3);
  const auto other = Occluded(tone(440.0), 16000).without_band(1000.0, 2000.0);
  EXPECT_LT((other - tone(440.0)).abs().max().item<float>(), 1e-2F);
}

}  // namespace
}  // namespace serhost::train
