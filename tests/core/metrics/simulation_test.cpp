// A slice of benchmarks/comparison_power with fixed seeds: intervals cover what they say, and where
// nothing differs hardly anything is found.
#include <gtest/gtest.h>

#include "core/metrics/simulated.hpp"
#include "metrics/correction.hpp"
#include "metrics/paired.hpp"

using namespace serhost;
using namespace serhost::metrics;
using simulated::Corpus;
using simulated::Setting;
using simulated::Sizes;

namespace {

constexpr int kTables = 200;

struct Count {
  int given = 0, covered = 0, difference_given = 0, difference_covered = 0, significant = 0;
};

Count count(const Setting& setting) {
  Count out;
  for (int table = 0; table < kTables; ++table) {
    Random random(stream_seed(static_cast<std::uint64_t>(table), "simulation", setting.speakers));
    const Corpus corpus(setting, random);
    const auto first = simulated::system_of(corpus, setting.ability, random),
               second = simulated::system_of(corpus, setting.ability, random);
    const double truth = simulated::true_ua(setting, setting.ability);
    const auto one = interval_over_speakers("ua", first);
    const auto both = compare_over_speakers(first, second).at("ua");
    if (one.low) {
      ++out.given;
      out.covered += *one.low <= truth && truth <= *one.high;
    }
    if (both.interval.low) {
      ++out.difference_given;
      out.difference_covered += *both.interval.low <= 0.0 && 0.0 <= *both.interval.high;
    }
    out.significant += both.p < 0.05;
  }
  return out;
}

}  // namespace

TEST(Simulation, IntervalsCoverAndNothingIsFoundWhereNothingDiffers) {
  // Of 200 at 95 %, 190 are expected with a standard deviation of 3.1: 180 is three below. The BCa
  // bootstrap covered 166 to 182.
  for (const std::size_t speakers : {6u, 10u, 24u}) {
    const auto found = count({.speakers = speakers, .clips = 24});
    EXPECT_EQ(found.given, kTables) << speakers;
    EXPECT_GE(found.covered, 180) << speakers;
    EXPECT_GE(found.difference_covered, 180) << speakers;
    EXPECT_LE(found.significant, 20) << speakers;
    EXPECT_EQ(found.significant, found.difference_given - found.difference_covered) << speakers;
  }
}

TEST(Simulation, UnequalAndClassPoorSpeakersAreCoveredOrHaveNoInterval) {
  for (const auto sizes : {Sizes::unequal, Sizes::class_poor, Sizes::rare_class}) {
    const auto found = count({.speakers = 10, .sizes = sizes, .clips = 24});
    EXPECT_GT(found.given, kTables / 3);
    EXPECT_GE(found.covered, found.given * 92 / 100);
    EXPECT_GE(found.difference_covered, found.difference_given * 92 / 100);
    EXPECT_LE(found.significant, 20);
  }
  EXPECT_EQ(count({.speakers = 10, .sizes = Sizes::single_owner}).given, 0);
  EXPECT_EQ(count({.speakers = 10, .sizes = Sizes::one_heavy}).significant, 0);
}

TEST(Simulation, ATableOfSixteenNullComparisonsIsHardlyEverMarked) {
  const Setting setting{.speakers = 6, .clips = 24};
  int marked = 0;
  for (int table = 0; table < 60; ++table) {
    Random random(stream_seed(static_cast<std::uint64_t>(table), "null tables"));
    const Corpus corpus(setting, random);
    std::vector<double> p;
    for (int row = 0; row < 4; ++row) {
      const auto reference = simulated::system_of(corpus, setting.ability, random);
      for (int loss = 1; loss < 5; ++loss) {
        const auto other = simulated::system_of(corpus, setting.ability, random);
        p.push_back(compare_over_speakers(reference, other).at("ua").p);
      }
    }
    const auto adjusted = holm(p);
    marked += *std::min_element(adjusted.begin(), adjusted.end()) < 0.05;
  }
  EXPECT_LE(marked, 9) << "3 expected, standard deviation 1.7";
}
