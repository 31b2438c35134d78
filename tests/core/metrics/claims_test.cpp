// What docs/metrics.md says that intervals and tests are of, on tables that would show it were it
// false.
#include <gtest/gtest.h>

#include <cmath>

#include "core/metrics/outcomes.hpp"
#include "metrics/equivalence.hpp"
#include "metrics/interval.hpp"
#include "metrics/paired.hpp"

using namespace serhost::metrics;

namespace {

const std::vector<int> kWeak = {2, 3, 4, 5, 6, 7}, kStrong = {3, 4, 8, 5, 9, 6};

/// Every clip `copies` times, of the same speaker.
Outcomes copied(const Outcomes& clips, int copies) {
  auto out = clips;
  for (int k = 1; k < copies; ++k) out.append(clips);
  return out;
}

/// The same speakers, each with a twin.
Outcomes with_twins(const Outcomes& clips) {
  auto out = clips, twins = clips;
  for (auto& speaker : twins.speakers) *speaker += "'s twin";
  out.append(twins);
  return out;
}

}  // namespace

TEST(Claims, ClipsAreNoUnits) {
  // Were they, ten times the clips would make p and the interval smaller.
  const auto a = speakers_with(kWeak), b = speakers_with(kStrong);
  const auto one = compare_over_speakers({a}, {b}).at("wa"),
             ten = compare_over_speakers({copied(a, 10)}, {copied(b, 10)}).at("wa");
  EXPECT_NEAR(one.p, ten.p, 1e-9);
  EXPECT_NEAR(*one.interval.low, *ten.interval.low, 1e-9);
  EXPECT_NEAR(*interval_over_speakers("ua", {a}).high,
              *interval_over_speakers("ua", {copied(a, 10)}).high, 1e-9);
}

TEST(Claims, SeedsAreNoUnits) {
  const auto a = speakers_with(kWeak), b = speakers_with(kStrong);
  const auto one = compare_over_speakers({a}, {b}).at("ua"),
             five = compare_over_speakers({a, a, a, a, a}, {b, b, b, b, b}).at("ua");
  EXPECT_NEAR(one.p, five.p, 1e-9);
  EXPECT_NEAR(*one.interval.low, *five.interval.low, 1e-9);
  EXPECT_NEAR(*interval_over_speakers("wa", {a}).low, *interval_over_speakers("wa", {a, a, a}).low,
              1e-9);
}

TEST(Claims, SpeakersAreTheUnits) {
  // Twice the speakers: the same squares are doubled, and divided by 12 · 11 instead of 6 · 5.
  const auto a = speakers_with(kWeak), b = speakers_with(kStrong);
  const auto six = compare_over_speakers({a}, {b}).at("wa"),
             twelve = compare_over_speakers({with_twins(a)}, {with_twins(b)}).at("wa");
  EXPECT_NEAR(twelve.estimate.error, six.estimate.error * std::sqrt(5.0 / 11.0), 1e-12);
  EXPECT_LT(twelve.p, six.p);
}

TEST(Claims, PooledIsTheMeanOfSeedsAndNotOfTheirClipsTogether) {
  // A seed that tests few clips counts as much as one that tests many: WA 0.2 and 0.8.
  const auto few = speakers_with({1, 3}), many = speakers_with({7, 9, 8, 8, 7, 9});
  const auto found = interval_over_speakers("wa", {few, many});
  ASSERT_TRUE(found.low);
  const auto middle = [](double low, double high) {  // on the scale of the interval
    return (std::log(low / (1 - low)) + std::log(high / (1 - high))) / 2;
  };
  EXPECT_NEAR(middle(*found.low, *found.high), 0.0, 1e-9) << "around 0.5, not around 0.65";
}

TEST(Claims, EquivalenceIsTheNinetyPercentIntervalWithinTheMargin) {
  // Two one-sided tests at 5 % each say the same as the limits of 90 %.
  const auto estimate =
      compare_over_speakers({speakers_with(kWeak)}, {speakers_with(kStrong)}).at("wa").estimate;
  const auto limits = t_limits(estimate, 0.90).value();
  for (const double margin : {0.05, 0.1, 0.2, 0.25, 0.27, 0.3, 0.4}) {
    EXPECT_EQ(equivalence(estimate, margin).value().p<0.05, limits.first> - margin &&
              limits.second < margin)
        << margin;
  }
  EXPECT_LT(equivalence(estimate, 0.4).value().p, 0.05);
  EXPECT_GT(equivalence(estimate, 0.2).value().p, 0.05);
}
