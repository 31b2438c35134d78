#include "data/manifest/speaker_ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builders.hpp"
#include "data/protocol/audit.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// Of a list in which half the clips train; changed by `change` first.
template <class Change>
AuditResult audited(Change change) {
  auto m = toy::manifest_from(toy::random_corpus(5, 6, 2));
  for (auto& clip : m.clips) change(clip.utterance);
  Folds made;
  made.folds.push_back({1, "fold 1", {}, {}, {}});
  for (std::size_t i = 0; i < m.clips.size(); ++i)
    (m.clips[i].utterance.key[1] < '3' ? made.folds[0].train : made.folds[0].test).push_back(i);
  return audit(m, made);
}

}  // namespace

TEST(SpeakerIdWarnings, AreNoneAboutPeople) {
  const auto result = audited([](Utterance& u) { u.dialogue = u.session; });
  EXPECT_EQ(result.verdict, "disjoint");
  EXPECT_THAT(result.undecidable, IsEmpty());
}

TEST(SpeakerIdWarnings, OneSpeakerAClip) {
  const auto result = audited([](Utterance& u) { u.speaker = u.key; });
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_THAT(result.undecidable, ElementsAre(HasSubstr("nearly one each")));
}

TEST(SpeakerIdWarnings, OneSpeakerForAll) {
  const auto result = audited([](Utterance& u) { u.speaker = "corpus"; });
  EXPECT_EQ(result.verdict, "undecidable")
      << "a constant shows nothing, neither that people are shared nor that they are not";
  EXPECT_THAT(result.undecidable, ElementsAre(HasSubstr("have the speaker 'corpus'")));
}

TEST(SpeakerIdWarnings, WordsForNobodyAreNotOnePerson) {
  for (const auto* word : {"Unknown", "none", "NaN", "?", " - ", "unk", "-1"}) {
    const auto result = audited([&](Utterance& u) { u.speaker = word; });
    EXPECT_EQ(result.verdict, "undecidable") << word;
    EXPECT_EQ(result.unknown_speakers, result.clips) << word;
  }
  EXPECT_EQ(audited([](Utterance& u) { u.speaker = "nanette" + *u.speaker; }).unknown_speakers, 0u);
}

TEST(SpeakerIdWarnings, SpeakersThatAreDialogues) {
  // Both turns of a dialogue have the name of the one who began it.
  const auto prefix = audited([](Utterance& u) {
    u.dialogue = *u.session + "_" + *u.speaker, u.speaker = *u.session + *u.speaker;
  });
  EXPECT_EQ(prefix.verdict, "undecidable");
  EXPECT_THAT(prefix.undecidable, ElementsAre(HasSubstr("none of 6 dialogues has two speakers")));
}

TEST(SpeakerIdWarnings, SpeakersThatAreSessions) {
  const auto result = audited([](Utterance& u) { u.session = u.speaker; });
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_THAT(result.undecidable, ElementsAre(HasSubstr("the name of its session")));
}

TEST(SpeakerIdWarnings, OneSpeakerOfBothGenders) {
  const auto result = audited([n = 0](Utterance& u) mutable {
    u.gender = *u.speaker == "speaker1" && n++ % 2 == 0 ? "Male" : "female";
  });
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_THAT(result.undecidable,
              ElementsAre(HasSubstr("1 speaker has clips of both genders: 'speaker1'")));
}

TEST(SpeakerIdWarnings, OneSpeakerOnBothChannelsOfAFile) {
  const auto result = audited([n = 0](Utterance& u) mutable {
    u.audio = "/audio/" + *u.session + ".wav";
    u.start = n, u.end = n + 1;
    u.channel = n++ % 2;
  });
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_THAT(result.undecidable, ElementsAre(HasSubstr("on two channels of one file")));
}

TEST(SpeakerIdWarnings, AreToldWhereAProtocolClaimsAndRefusedWhereTheExperimentInsists) {
  auto corpus = toy::random_corpus(6, 6, 2);
  for (auto& u : corpus) u.speaker = u.key;
  const auto m = toy::manifest_from(corpus);
  auto table = toy::protocol("holdout", "none");
  EXPECT_THAT(toy::folds(m, table).notes, ElementsAre(HasSubstr("cannot be decided")));
  table.claims = {"speakers"};
  EXPECT_THAT(toy::faults_of(m, table), HasSubstr("claims speakers, but that cannot be decided"));
}

TEST(Claims, OfWhatIsUnknownAreRefused) {
  const auto m = toy::manifest_from(toy::random_corpus(6, 6, 2));
  auto table = toy::protocol("holdout", "none");
  table.claims = {"sentences"};
  EXPECT_THAT(toy::faults_of(m, table),
              HasSubstr("claims that no sentence of test is elsewhere, but it is unknown"));
}

TEST(Claims, OfSentencesAreHeldToTheFolds) {
  auto corpus = toy::random_corpus(6, 6, 2);
  for (auto& u : corpus) u.sentence = "all read this";
  const auto m = toy::manifest_from(corpus);
  auto table = toy::protocol("leave-one-speaker-out", "none");
  EXPECT_TRUE(leaks(m, toy::folds(m, table)).empty());
  table.claims = {"sentences"};
  EXPECT_EQ(leaks(m, toy::folds(m, table)).size(), 6u);
}

TEST(Claims, OfLeavingSessionsOutIncludeDialoguesThatStayInOne) {
  auto corpus = toy::random_corpus(6, 6, 2);
  for (auto& u : corpus) u.dialogue = *u.session + "a";
  EXPECT_TRUE(toy::folds(toy::manifest_from(corpus), toy::protocol("leave-one-session-out", "none"))
                  .dialogue_independent);
  for (auto& u : corpus) u.dialogue = "1";
  const auto made =
      toy::folds(toy::manifest_from(corpus), toy::protocol("leave-one-session-out", "none"));
  EXPECT_FALSE(made.dialogue_independent);
  EXPECT_THAT(made.notes, ElementsAre(HasSubstr("dialogue '1' is in 3 sessions")));
}
