// A share of the training clips: of each class alike, nested, and of nothing else.
#include "data/protocol/fraction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "builders.hpp"

namespace serhost::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Folds drawn(double fraction, std::int64_t seed = 0) {
  auto manifest = toy::manifest_from(toy::random_corpus(3, 10, 4));
  manifest.corpora.front().fraction = fraction;
  return toy::folds(manifest, toy::protocol("leave-one-speaker-out"), seed);
}

std::map<std::int64_t, std::size_t> by_class(const std::vector<std::size_t>& part) {
  static const auto manifest = toy::manifest_from(toy::random_corpus(3, 10, 4));
  std::map<std::int64_t, std::size_t> out;
  for (const auto i : part) ++out[manifest.clips[i].label];
  return out;
}

TEST(Fraction, LeavesValidationAndTestAlone) {
  const auto whole = drawn(1.0), few = drawn(0.1);
  ASSERT_EQ(whole.folds.size(), few.folds.size());
  for (std::size_t f = 0; f < whole.folds.size(); ++f) {
    EXPECT_EQ(whole.folds[f].test, few.folds[f].test);
    EXPECT_EQ(whole.folds[f].validation, few.folds[f].validation);
    EXPECT_LT(few.folds[f].train.size(), whole.folds[f].train.size() / 5);
  }
  EXPECT_TRUE(whole.notes.empty());
  EXPECT_THAT(few.notes, ElementsAre(HasSubstr("10 % of the training clips")));
}

TEST(Fraction, TakesEachClassAlike) {
  const auto whole = drawn(1.0), some = drawn(0.3);
  for (std::size_t f = 0; f < whole.folds.size(); ++f) {
    const auto kept = by_class(some.folds[f].train);
    for (const auto& [label, clips] : by_class(whole.folds[f].train))
      EXPECT_EQ(kept.at(label), std::llround(0.3 * static_cast<double>(clips)));
  }
}

TEST(Fraction, IsPartOfAnyLargerOne) {
  for (const auto& [few, more] : {std::pair{0.1, 0.2}, {0.2, 0.5}, {0.5, 1.0}, {0.001, 0.1}}) {
    const auto small = drawn(few), large = drawn(more);
    for (std::size_t f = 0; f < small.folds.size(); ++f) {
      EXPECT_TRUE(std::includes(large.folds[f].train.begin(), large.folds[f].train.end(),
                                small.folds[f].train.begin(), small.folds[f].train.end()));
      EXPECT_EQ(by_class(small.folds[f].train).size(), 4u);  // a clip of each class at least
    }
  }
}

TEST(Fraction, IsTheSameForTheSameSeed) {
  EXPECT_EQ(drawn(0.2).folds[0].train, drawn(0.2).folds[0].train);
  EXPECT_NE(drawn(0.2).folds[0].train, drawn(0.2, 1).folds[0].train);
}

}  // namespace
}  // namespace serhost::data
