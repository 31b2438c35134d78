// Protocols that leave something of the data to the data: who is left out, and official parts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "builders.hpp"
#include "data/protocol/folds.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::HasSubstr;
using toy::faults_of;
using toy::folds;
using toy::manifest;
using toy::protocol;
using toy::Set;
using toy::set_of;
using toy::speakers;

TEST(LeaveOneOut, NamesWhoIsLeftOut) {
  const auto m = manifest({"a x 03 2", "b y 03 2", "c x 08 1", "d y 08 1", "e x 09 1", "f y 09 1"});
  const auto by_speaker = folds(m, protocol("leave-one-speaker-out"));
  ASSERT_EQ(by_speaker.folds.size(), 3u);
  EXPECT_EQ(by_speaker.folds[0].name, "speaker 03");
  EXPECT_EQ(by_speaker.folds[2].number, 3);
  const auto by_session = folds(m, protocol("leave-one-session-out", "none"));
  ASSERT_EQ(by_session.folds.size(), 2u);
  EXPECT_EQ(by_session.folds[0].name, "session 1");
  EXPECT_TRUE(by_session.session_independent);
  EXPECT_TRUE(by_session.speaker_independent);
}

TEST(LeaveOneOut, SessionsThatShareASpeakerAreNotSpeakerIndependent) {
  const auto m = manifest({"a x 1 1", "b y 1 1", "c x 1 2", "d y 2 2"});
  const auto made = folds(m, protocol("leave-one-session-out", "none"));
  EXPECT_FALSE(made.speaker_independent);
  ASSERT_FALSE(made.notes.empty());
  EXPECT_THAT(made.notes[0], HasSubstr("speaker '1' is in 2 sessions"));
}

TEST(LeaveOneOut, SaysWhatTheDataLacks) {
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 2"}), protocol("leave-one-session-out")),
              HasSubstr("the data has no sessions"));
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y -"}), protocol("leave-one-speaker-out")),
              HasSubstr("the speaker of 1 of 2 clips is unknown, for instance 'b'"));
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 1"}), protocol("leave-one-speaker-out")),
              HasSubstr("the data has one, '1'"));
}

TEST(LeaveOneOut, AClassOfOneSpeakerAloneIsAFault) {
  const auto text = faults_of(manifest({"a x 1", "b y 1", "c x 2", "d x 3"}),
                              protocol("leave-one-speaker-out", "none"));
  EXPECT_THAT(text, HasSubstr("speaker 1: no training clip has the class 'y'"));
}

TEST(Official, TakesSplitsByTheirUsualNames) {
  const auto m = manifest({"a x 1 - Train", "b y 1 - train", "c x 2 - dev", "d y 2 - development",
                           "e x 3 - test", "f y 3 - Test1", "g y 3 - Test2"});
  const auto made = folds(m, protocol("official"));
  ASSERT_EQ(made.folds.size(), 1u);
  EXPECT_EQ(set_of(made.folds[0].train), (Set{0, 1}));
  EXPECT_EQ(set_of(made.folds[0].validation), (Set{2, 3}));
  EXPECT_EQ(set_of(made.folds[0].test), (Set{4, 5}));
  EXPECT_EQ(made.validation, "official");
  EXPECT_FALSE(made.speaker_independent);
  EXPECT_THAT(made.notes.at(0), HasSubstr("1 clip of split 'Test2' left out"));
}

TEST(Official, WithoutATestPartSaysWhatThereIs) {
  EXPECT_THAT(faults_of(manifest({"a x 1 - train", "b y 1 - train"}), protocol("official")),
              HasSubstr("the data has no official test part"));
  EXPECT_THAT(faults_of(manifest({"a x 1", "b y 1"}), protocol("official")),
              HasSubstr("clips by split: '(none)' 2"));
}
