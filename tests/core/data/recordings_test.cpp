// One recording under two keys: told once, whatever the folds, and what lists contradict in.
#include "data/protocol/recordings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "builders.hpp"
#include "data/manifest/same_files.hpp"
#include "data/protocol/audit.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// a and b are equal, d is an altered copy of c.
AudioFingerprints sounds_of(const Manifest& m) {
  AudioFingerprints out;
  out.digests.resize(m.clips.size());
  out.fingerprints.resize(m.clips.size());
  out.digests[0] = out.digests[1] = "digest";
  out.copies.push_back({2, 3, {}, {.value = 0.874, .speed = 1.0}});
  return out;
}

Folds one_fold(Indices train, Indices test, std::int64_t number = 1) {
  Folds out;
  out.folds.push_back(
      {number, "fold " + std::to_string(number), std::move(train), {}, std::move(test)});
  return out;
}

}  // namespace

TEST(Recordings, AreToldWithWhatListsSayOfThem) {
  const auto m = toy::manifest({"a x 1", "b y 1", "c x 1", "d x 2", "e y 2"});
  const auto sounds = sounds_of(m);
  const auto pairs = same_recordings(m, sounds);
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pair_text(m, pairs[0]), "a = b (labels x, y)");
  EXPECT_EQ(pair_text(m, pairs[1]), "c ~ d (likeness 0.87; speakers 1, 2)");
  EXPECT_EQ(copies_text(m, sounds),
            "5 clips, 2 pairs of one recording\na = b (labels x, y)\n"
            "c ~ d (likeness 0.87; speakers 1, 2)\n");
  const auto json = nlohmann::json::parse(copies_json(m, sounds));
  EXPECT_EQ(json["pairs"].size(), 2U);
  EXPECT_EQ(json["pairs"][0]["keys"], nlohmann::json::array({"a", "b"}));
  EXPECT_EQ(json["pairs"][0]["two_labels"], true);
  EXPECT_EQ(json["pairs"][1]["equal"], false);
  EXPECT_EQ(json["pairs"][1]["likeness"], 0.874);
}

TEST(Recordings, WithinOnePartAreANoteOfTheAudit) {
  const auto m = toy::manifest({"a x 1", "b x 1", "c x 1", "d x 1", "e y 2"});
  const auto sounds = sounds_of(m);
  const auto result = audit(m, one_fold({0, 1, 2, 3}, {4}), &sounds);
  EXPECT_EQ(result.verdict, "disjoint");
  EXPECT_THAT(result.recordings, ElementsAre("a = b", "c ~ d (likeness 0.87)"));
  EXPECT_THAT(
      result.notes,
      ElementsAre("2 recordings twice within one part, so that it counts twice: a = b, c ~ d "
                  "(likeness 0.87)"));
}

TEST(Recordings, UnderTwoLabelsOrSpeakersLeaveNothingDecided) {
  const auto labels = toy::manifest({"a x 1", "b y 1", "c x 1", "d x 1", "e y 2"});
  auto sounds = sounds_of(labels);
  sounds.copies.clear();
  auto result = audit(labels, one_fold({0, 1, 2, 3}, {4}), &sounds);
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_THAT(result.undecidable,
              ElementsAre(AllOf(HasSubstr("1 recording under two labels"), HasSubstr("a = b"),
                                HasSubstr("(1 of them within one part)"))));
  EXPECT_THAT(result.notes, ElementsAre());  // no pair is told twice
  const auto people = toy::manifest({"a x 1", "b x 3", "c x 1", "d x 1", "e y 2"});
  result = audit(people, one_fold({0, 1, 2, 3}, {4}), &sounds);
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_THAT(result.undecidable, ElementsAre(HasSubstr("a = b (speakers 1, 3)")));
  const auto neither = toy::manifest({"a x 1", "b y 3", "c x 1", "d x 1", "e y 2"});
  result = audit(neither, one_fold({0, 1, 2, 3}, {4}), &sounds);
  EXPECT_THAT(result.undecidable,
              ElementsAre(HasSubstr("1 recording under two labels and two speakers")));
}

TEST(Recordings, OfAListWithoutPartsAreAuditedAllTheSame) {
  const auto m = toy::manifest({"a x 1", "b x 1", "c x 1", "d x 1", "e y 2"});
  const auto sounds = sounds_of(m);
  const auto result = audit(m, {}, &sounds);
  EXPECT_EQ(result.clips, 5U);
  EXPECT_THAT(audit_text(result), AllOf(HasSubstr("undecidable: 0 folds, 5 clips"),
                                        HasSubstr("there are no parts to compare: no clip has a "
                                                  "split"),
                                        HasSubstr("2 recordings twice within one part")));
}

TEST(Recordings, InTwoPartsOfManyFoldsAreOneLeak) {
  const auto m = toy::manifest({"a x 1", "b x 1", "c x 1", "d x 1", "e y 2"});
  const auto sounds = sounds_of(m);
  Folds made = one_fold({0, 2, 4}, {1, 3});
  made.folds.push_back({2, "fold 2", {1, 3, 4}, {}, {0, 2}});
  EXPECT_THAT(
      leaks(m, made, &sounds),
      ElementsAre("fold 1: samples of 'a = b' is in train and in test, and in two parts of 1 "
                  "more fold",
                  AllOf(HasSubstr("recording 'c ~ d'"), HasSubstr("1 more fold"),
                        HasSubstr("(likeness 0.87)"))));
  const auto result = audit(m, made, &sounds);
  EXPECT_THAT(result.shared.at("samples"), ElementsAre("a = b"));
  EXPECT_THAT(result.shared.at("copies"), ElementsAre("c ~ d"));
  EXPECT_THAT(audit_text(result), HasSubstr("shared copies (1): c ~ d (likeness 0.87)\n"));
}

TEST(SameFiles, UnderTwoLabelsAreFoundWithoutDecoding) {
  toy::Folder folder;
  auto m = toy::manifest({"a x 1", "b y 1", "c x 1", "d x 2", "e y 2"});
  for (std::size_t i = 0; i < 5; ++i) {
    m.clips[i].utterance.audio = folder.path / (m.clips[i].utterance.key + ".wav");
    toy::write_wave(m.clips[i].utterance.audio, 50000, i < 2 ? 1 : static_cast<int>(i));
  }
  EXPECT_THAT(same_file_warnings(m), ElementsAre(AllOf(HasSubstr("1 recording is under two labels"),
                                                       HasSubstr("a = b (labels x, y)"))));
  // The same beginning, another end.
  auto bytes = read_file(folder.path / "b.wav");
  bytes.back() ^= 1;
  replace_file(folder.path / "b.wav", bytes);
  EXPECT_THAT(same_file_warnings(m), IsEmpty());
  toy::write_wave(folder.path / "d.wav", 50000, 2);
  EXPECT_THAT(same_file_warnings(m), ElementsAre(HasSubstr("c = d (speakers 1, 2)")));
  std::filesystem::remove(folder.path / "d.wav");
  EXPECT_THAT(same_file_warnings(m), IsEmpty());
}
