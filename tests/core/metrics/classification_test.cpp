#include "metrics/classification.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

using namespace serhost::metrics;

namespace {

using Labels = std::vector<std::int64_t>;

const Labels kTruth = {0, 0, 0, 0, 1, 1, 2, 2, 2, 3};
const Labels kPredicted = {0, 0, 1, 2, 1, 0, 2, 2, 3, 3};

}  // namespace

TEST(Confusion, CountsPairsOfTruthAndPrediction) {
  const Confusion confusion(4, kTruth, kPredicted);
  EXPECT_EQ(confusion.at(0, 0), 2);
  EXPECT_EQ(confusion.at(0, 2), 1);
  EXPECT_EQ(confusion.at(2, 3), 1);
  EXPECT_EQ(confusion.support(0), 4);
  EXPECT_EQ(confusion.predicted(0), 3);  // two right, one of class 1
  EXPECT_EQ(confusion.total(), 10);
  EXPECT_EQ(confusion.classes_present(), 4u);
}

TEST(Confusion, RefusesAnIndexOutsideTheClassesAndUnequalLists) {
  Confusion confusion(2);
  EXPECT_THROW(confusion.add(2, 0), std::logic_error);
  EXPECT_THROW(confusion.add(0, -1), std::logic_error);
  EXPECT_THROW(Confusion(2, Labels{0, 1}, Labels{0}), std::logic_error);
}

TEST(Confusion, AddsUp) {
  Confusion sum(4, kTruth, kPredicted);
  sum.add(Confusion(4, kTruth, kPredicted));
  EXPECT_EQ(sum.at(0, 0), 4);
  EXPECT_EQ(sum.total(), 20);
  EXPECT_THROW(sum.add(Confusion(3)), std::logic_error);
}

TEST(LabelMetrics, OfAWorkedExample) {
  const Confusion confusion(4, kTruth, kPredicted);
  EXPECT_DOUBLE_EQ(weighted_accuracy(confusion), 0.6);  // (2 + 1 + 2 + 1) / 10
  EXPECT_DOUBLE_EQ(unweighted_accuracy(confusion), (2.0 / 4 + 1.0 / 2 + 2.0 / 3 + 1.0 / 1) / 4);
  EXPECT_NEAR(unweighted_accuracy(confusion), 0.66666667, 1e-8);
  // F1 = 2 tp / (support + predicted): 2·2/(4+3), 2·1/(2+2), 2·2/(3+3), 2·1/(1+2).
  EXPECT_DOUBLE_EQ(weighted_f1(confusion),
                   (4 * 4.0 / 7 + 2 * 0.5 + 3 * 2.0 / 3 + 1 * 2.0 / 3) / 10);
  EXPECT_NEAR(weighted_f1(confusion), 0.59523810, 1e-8);
  EXPECT_NEAR(macro_f1(confusion), 0.60119048, 1e-8);
  EXPECT_DOUBLE_EQ(micro_f1(confusion), 0.6);
}

TEST(UnweightedAccuracy, OfAConstantGuessIsOneOverTheNumberOfClasses) {
  for (std::int64_t guess = 0; guess < 4; ++guess) {
    EXPECT_DOUBLE_EQ(unweighted_accuracy(Confusion(4, kTruth, Labels(kTruth.size(), guess))),
                     1.0 / 4);
  }
}

TEST(UnweightedAccuracy, LeavesOutAClassThatIsAbsentFromTheTruth) {
  // Class 2 has no clip; recalls are 1/2 and 1/1.
  const Confusion confusion(3, Labels{0, 0, 1}, Labels{0, 2, 1});
  EXPECT_DOUBLE_EQ(unweighted_accuracy(confusion), (0.5 + 1.0) / 2);
  EXPECT_EQ(confusion.classes_present(), 2u);
  const auto recall = recalls(confusion);
  EXPECT_EQ(recall[0], 0.5);
  EXPECT_FALSE(recall[2].has_value());
}

TEST(MacroF1, CountsAClassThatIsOnlyPredictedAndNotOneThatNeverOccurs) {
  // F1: 2·1/(2+1), 2·1/(1+1), 0 for class 2, which is predicted once; class 3 occurs nowhere.
  EXPECT_DOUBLE_EQ(macro_f1(Confusion(4, Labels{0, 0, 1}, Labels{0, 2, 1})),
                   (2.0 / 3 + 1.0 + 0.0) / 3);
}

TEST(LabelMetrics, DoNotChangeWhenClassesOrClipsArePermuted) {
  const Labels to = {2, 0, 3, 1};
  Labels truth, predicted;
  for (std::size_t i = kTruth.size(); i-- > 0;) {
    truth.push_back(to[static_cast<std::size_t>(kTruth[i])]);
    predicted.push_back(to[static_cast<std::size_t>(kPredicted[i])]);
  }
  const Confusion a(4, kTruth, kPredicted), b(4, truth, predicted);
  EXPECT_DOUBLE_EQ(weighted_accuracy(a), weighted_accuracy(b));
  EXPECT_DOUBLE_EQ(unweighted_accuracy(a), unweighted_accuracy(b));
  EXPECT_DOUBLE_EQ(weighted_f1(a), weighted_f1(b));
  EXPECT_DOUBLE_EQ(macro_f1(a), macro_f1(b));
}

TEST(LabelMetrics, OfOneClipAreZeroOrOne) {
  const Confusion right(3, Labels{1}, Labels{1}), wrong(3, Labels{1}, Labels{2});
  EXPECT_EQ(weighted_accuracy(right), 1.0);
  EXPECT_EQ(unweighted_accuracy(right), 1.0);
  EXPECT_EQ(macro_f1(right), 1.0);
  EXPECT_EQ(weighted_accuracy(wrong), 0.0);
  EXPECT_EQ(unweighted_accuracy(wrong), 0.0);
  EXPECT_EQ(weighted_f1(wrong), 0.0);
}

TEST(LabelMetrics, WithoutClipsAreUndefined) {
  const Confusion none(3);
  EXPECT_TRUE(std::isnan(weighted_accuracy(none)));
  EXPECT_TRUE(std::isnan(unweighted_accuracy(none)));
  EXPECT_TRUE(std::isnan(weighted_f1(none)));
  EXPECT_TRUE(std::isnan(macro_f1(none)));
  EXPECT_TRUE(std::isnan(micro_f1(none)));
}
