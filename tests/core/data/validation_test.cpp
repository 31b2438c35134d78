#include "data/protocol/validation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "builders.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::HasSubstr;
using toy::faults_of;
using toy::folds;
using toy::manifest;
using toy::protocol;
using toy::speakers;

TEST(Validation, BySpeakersTakesAFifthOfTheTrainingSpeakersButOneAtLeast) {
  const auto m = toy::manifest_from(toy::random_corpus(2, 11, 2));
  const auto made = folds(m, protocol("leave-one-speaker-out"));
  EXPECT_EQ(made.validation, "speakers 0.2");
  EXPECT_TRUE(made.validation_by_speaker);
  for (const auto& fold : made.folds)
    EXPECT_EQ(speakers(m, fold.validation).size(), 2u);  // 0.2 * 10

  const auto few = toy::manifest_from(toy::random_corpus(2, 3, 2));
  for (const auto& fold : folds(few, protocol("leave-one-speaker-out")).folds)
    EXPECT_EQ(speakers(few, fold.validation).size(), 1u);
}

TEST(Validation, IsDrawnAnewForEachFoldAndFromItsOwnStream) {
  const auto m = toy::manifest_from(toy::random_corpus(2, 11, 2));
  const auto with = folds(m, protocol("k-fold")), without = folds(m, protocol("k-fold", "none"));
  for (std::size_t f = 0; f < with.folds.size(); ++f)
    EXPECT_EQ(with.folds[f].test, without.folds[f].test) << "validation moves no test clip";
  EXPECT_TRUE(without.folds[0].validation.empty());
  EXPECT_EQ(without.validation, "none");
}

TEST(Validation, AtRandomTakesAShareOfTheClipsWithItsClassesWhereAsked) {
  const auto m = toy::manifest_from(toy::random_corpus(4, 6, 3));
  auto table = protocol("leave-one-speaker-out", "random");
  table.validation.fraction = 0.25;
  table.stratify = true;
  const auto made = folds(m, table);
  EXPECT_EQ(made.validation, "random 0.25");
  for (const auto& fold : made.folds) {
    const auto pool = fold.train.size() + fold.validation.size();
    EXPECT_EQ(fold.validation.size(),
              static_cast<std::size_t>(std::llround(0.25 * static_cast<double>(pool))));
    for (std::int64_t c = 0; c < 3; ++c) {
      const auto count = [&](const auto& part) {
        return static_cast<double>(
            std::count_if(part.begin(), part.end(), [&](auto i) { return m.clips[i].label == c; }));
      };
      EXPECT_NEAR(count(fold.validation), 0.25 * (count(fold.train) + count(fold.validation)), 1.0);
    }
  }
}

TEST(Validation, ByDefaultIsRandomWhereSpeakersAreUnknownAndSaysSo) {
  const auto m = manifest({"a x 1 1", "b y 1 1", "c x - 2", "d y 2 2", "e x 3 3", "f y 3 3"});
  const auto made = folds(m, protocol("leave-one-session-out"));
  EXPECT_EQ(made.validation, "random 0.2 (speakers unknown)");
  EXPECT_FALSE(made.validation_by_speaker);
  EXPECT_THAT(made.notes.back(), HasSubstr("training and validation may share speakers"));
  EXPECT_THAT(faults_of(m, protocol("leave-one-session-out", "speakers")),
              HasSubstr("unknown for 1 of 4"));
}

TEST(Validation, ByDefaultIsRandomInAllFoldsWhereOneHasASingleTrainingSpeaker) {
  const auto m = manifest({"a x 1", "b y 1", "c x 2", "d y 2", "e x 1", "f y 2"});
  const auto made = folds(m, protocol("leave-one-speaker-out"));
  EXPECT_EQ(made.validation, "random 0.2 (one training speaker)");
  EXPECT_THAT(faults_of(m, protocol("leave-one-speaker-out", "speakers")),
              HasSubstr("validation needs two training speakers; there is one"));
}

TEST(Validation, BySessionUsesEverySessionOnce) {
  std::vector<std::string> lines;
  for (int s = 1; s <= 5; ++s) {
    for (const char* label : {"x", "y"})
      lines.push_back(std::string(label) + std::to_string(s) + " " + label + " p" +
                      std::to_string(s) + " " + std::to_string(s));
  }
  const auto m = manifest(lines);
  const auto made = folds(m, protocol("leave-one-session-out", "session"));
  std::vector<std::string> validating;
  for (const auto& fold : made.folds) {
    ASSERT_EQ(fold.validation.size(), 2u);
    validating.push_back(*m.clips[fold.validation[0]].utterance.session);
  }
  EXPECT_EQ(validating, (std::vector<std::string>{"2", "3", "4", "5", "1"}));
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 2", "c x 2", "d y 1"}),
                        protocol("leave-one-speaker-out", "session")),
              HasSubstr("at least two training sessions"));
}

TEST(Validation, OnTheTestPartIsStamped) {
  const auto m = manifest({"a x 1", "b y 1", "c x 2", "d y 2"});
  const auto made = folds(m, protocol("leave-one-speaker-out", "test"));
  EXPECT_TRUE(made.validation_is_test);
  EXPECT_EQ(made.folds[0].validation, made.folds[0].test);
  EXPECT_THAT(made.notes.back(), HasSubstr("optimistic"));
  EXPECT_TRUE(leaks(m, made).empty()) << "asked for and stamped";
}

TEST(Validation, OfficialNeedsAGivenPart) {
  EXPECT_THAT(faults_of(manifest({"a x 1 - train", "b y 1 - train", "c x 2 - test"}),
                        protocol("official", "official")),
              HasSubstr("the data have no validation set"));
}

TEST(Validation, AnotherRuleLeavesTheOfficialPartUnused) {
  const auto m = manifest({"a x 1 - train", "b y 1 - train", "c x 1 - train", "d y 2 - train",
                           "e x 2 - train", "f x 3 - val", "g y 4 - test"});
  const auto made = folds(m, protocol("official", "none"));
  EXPECT_TRUE(made.folds[0].validation.empty());
  EXPECT_EQ(made.folds[0].train.size(), 5u);
  EXPECT_THAT(made.notes.back(),
              HasSubstr("the given validation part (1 clip over all folds) is not used"));
}

TEST(Validation, LeavesEveryClassInTrainWherePossible) {
  const auto m = manifest({"a x 1", "b y 1", "c x 2", "d x 3", "e x 4", "f y 5"});
  auto table = protocol("leave-one-speaker-out");
  table.validation.fraction = 0.5;
  EXPECT_EQ(faults_of(m, table), "");
}

TEST(Validation, AnUnknownRuleIsAFault) {
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 1", "c x 2", "d y 2"}),
                        protocol("leave-one-speaker-out", "speaker")),
              HasSubstr("Did you mean 'speakers'?"));
}

TEST(Validation, OfWholeSpeakersWhereFoldsShareThemIsSaid) {
  const auto m = toy::manifest_from(toy::random_corpus(3, 5, 2));
  auto table = toy::protocol("k-fold", "speakers");
  table.k = 3;
  table.unit = "clip";
  EXPECT_THAT(toy::folds(m, table).notes,
              ::testing::Contains(::testing::HasSubstr(
                  "validation holds whole speakers out, but 5 speakers are in train and test")));
  table.unit = "speaker";
  EXPECT_THAT(toy::folds(m, table).notes,
              ::testing::Not(::testing::Contains(::testing::HasSubstr("whole speakers out"))));
}
