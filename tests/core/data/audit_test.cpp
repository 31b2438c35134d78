#include "data/protocol/audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "builders.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using toy::folds;
using toy::manifest;
using toy::protocol;

TEST(Audit, SpeakerIndependentFoldsAreDisjoint) {
  const auto m = toy::manifest_from(toy::random_corpus(1, 6, 2));
  const auto result = audit(m, folds(m, protocol("leave-one-speaker-out")));
  EXPECT_EQ(result.verdict, "disjoint");
  EXPECT_TRUE(result.shared.empty());
  // Two speakers of one session are on both sides; that is told, but it is no person.
  EXPECT_THAT(result.notes, ElementsAre(HasSubstr("3 sessions are in train and test"),
                                        HasSubstr("no audio to compare")));
}

TEST(Audit, ClipsOfOneShardShareNoRecording) {
  auto m = toy::manifest_with(std::make_shared<toy::FakeDataset>(8));
  for (auto& clip : m.clips) {
    clip.utterance.audio = "/shards/000000.tar";
    clip.utterance.start.reset();
    clip.utterance.end.reset();
  }
  const auto made = folds(m, protocol("leave-one-speaker-out"));
  EXPECT_TRUE(leaks(m, made).empty());
  m.corpora.front().dataset.reset();
  EXPECT_FALSE(leaks(m, made).empty()) << "where the file is the clip's own";
}

TEST(Audit, FoldsByClipShareSpeakersWhateverTheProtocolClaims) {
  const auto m = toy::manifest_from(toy::random_corpus(1, 4, 2));
  auto table = protocol("k-fold");
  table.unit = "clip";
  const auto made = folds(m, table);
  EXPECT_TRUE(leaks(m, made).empty());
  const auto result = audit(m, made);
  EXPECT_EQ(result.verdict, "shared");
  EXPECT_THAT(result.shared.at("speakers"),
              ElementsAre("speaker0", "speaker1", "speaker2", "speaker3"));
}

TEST(Audit, UnknownSpeakersAreUndecidable) {
  const auto m = manifest({"a x 1 - train", "b y 1 - train", "c x - - test"});
  const auto result = audit(m, folds(m, protocol("official", "none")));
  EXPECT_EQ(result.verdict, "undecidable");
  EXPECT_EQ(result.unknown_speakers, 1u);
  EXPECT_THAT(result.undecidable, ElementsAre("the speaker of 1 of 3 clips is unknown"));
}

TEST(Audit, ValidationOnTheTestPartIsNotDisjoint) {
  const auto m = manifest({"a x 1", "b y 1", "c x 2", "d y 2"});
  const auto result = audit(m, folds(m, protocol("leave-one-speaker-out", "test")));
  EXPECT_EQ(result.verdict, "shared");
  EXPECT_TRUE(result.validation_is_test);
}

TEST(Audit, OfAFoldsFileNeedsASpeakerColumnOrAList) {
  toy::Folder folder;
  const auto plain = folder.path / "folds.csv", with = folder.path / "with.csv",
             clips = folder.path / "clips.csv";
  replace_file(plain, "key,fold,part\na,1,train\nb,1,test\n");
  replace_file(with, "key,fold,part,speaker\na,1,train,s1\nb,1,test,s1\n");
  replace_file(clips, "key,speaker\na,s1\nb,s2\n");
  EXPECT_EQ(audit_list(plain).verdict, "undecidable");
  EXPECT_EQ(audit_list(plain, clips).verdict, "disjoint");
  const auto shared = audit_list(with);
  EXPECT_EQ(shared.verdict, "shared");
  EXPECT_THAT(shared.shared.at("speakers"), ElementsAre("s1"));
}

TEST(Audit, OfAFoldsFileTakesNamesThatLookTheSameForOne) {
  toy::Folder folder;
  replace_file(folder.path / "folds.csv",
               "key,fold,part,speaker\na,1,train,s1 \nb,1,test,\u00a0s1\nc,1,train,2\n");
  const auto result = audit_list(folder.path / "folds.csv");
  EXPECT_EQ(result.verdict, "shared");
  EXPECT_THAT(result.shared.at("speakers"), ElementsAre("s1"));
}

TEST(Audit, OfTheFoldsThatARunWritesDecides) {
  toy::Folder folder;
  const auto file = folder.path / "folds.csv";
  const auto audited = [&](const std::vector<std::string>& clips, const char* unit) {
    const auto m = manifest(clips);
    auto table = protocol("k-fold", "none");
    table.k = 2;
    table.unit = unit;
    replace_file(file, folds_csv(m, folds(m, table)));
    return audit_list(file).verdict;
  };
  const std::vector<std::string> known = {"a x 1", "b y 1", "c x 2", "d y 2",
                                          "e x 3", "f y 3", "g x 4", "h y 4"};
  EXPECT_EQ(audited(known, "speaker"), "disjoint");
  EXPECT_EQ(audited(known, "clip"), "shared");
}

TEST(Audit, OfAFoldsFileFindsAClipInTwoParts) {
  toy::Folder folder;
  replace_file(
      folder.path / "folds.csv",
      "key,fold,part,speaker\na,1,train,1\nb,1,test,2\na,1,test,1\nb,2,test,2\na,2,train,1\n");
  const auto result = audit_list(folder.path / "folds.csv");
  EXPECT_EQ(result.verdict, "shared");
  EXPECT_THAT(result.shared.at("keys"), ElementsAre("a"));
  EXPECT_EQ(result.found.at(0).fold, 1);
}

TEST(Audit, ListsOfTestClipsAloneAreUndecidable) {
  toy::Folder folder;
  replace_file(folder.path / "folds.csv", "key,fold,part,speaker\na,1,test,1\nb,1,test,2\n");
  EXPECT_EQ(audit_list(folder.path / "folds.csv").verdict, "undecidable");
}

TEST(Audit, AsTextAndJsonSaysTheSame) {
  const auto m = manifest({"a x 03 - train", "b y 08 - train", "c x 03 - test", "d y 09 - test"});
  const auto result = audit(m, folds(m, protocol("official", "none")));
  EXPECT_EQ(
      audit_text(result),
      "shared: 1 fold, 4 clips\nshared speakers (1): 03\n  in 1 of 1 fold, for instance 'a' in "
      "train and 'c' in test\n  to do: sample whole speakers (protocol.unit = \"speaker\"), or "
      "report the results as speaker-dependent\nnote: recordings: undecidable; there is no audio "
      "to compare, so that copies under other names are not found\n");
  const auto json = nlohmann::json::parse(audit_json(result));
  EXPECT_EQ(json["verdict"], "shared");
  EXPECT_EQ(json["shared"]["speakers"], nlohmann::json::array({"03"}));
  EXPECT_EQ(json["found"][0]["parts"], nlohmann::json::array({"train", "test"}));
}

TEST(Audit, OfEmoBoxFindsSpeakersSharedInEmoDbAndNoneInCafeAndTellsWhereItCannotKnow) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || !std::filesystem::is_directory(std::filesystem::path(data) / "emobox")) {
    GTEST_SKIP() << "SERHOST_TEST_DATA has no emobox folder";
  }
  const auto folder = std::filesystem::path(data) / "emobox";
  const auto emodb = audit_list(folder / "emodb");
  EXPECT_EQ(emodb.verdict, "shared");
  EXPECT_EQ(emodb.folds, 5u);
  EXPECT_EQ(emodb.clips, 535u);
  EXPECT_EQ(emodb.shared.at("speakers").size(), 10u);
  EXPECT_FALSE(emodb.shared.contains("keys"));
  const auto cafe = audit_list(folder / "cafe");
  EXPECT_EQ(cafe.verdict, "disjoint");
  EXPECT_EQ(cafe.folds, 3u);
  EXPECT_EQ(cafe.clips, 936u);
  // The same list where the transcriptions, which alone name speakers, are not at hand: nothing
  // shared is not disjoint.
  toy::Folder copy;
  std::filesystem::copy(folder / "cafe", copy.path / "cafe",
                        std::filesystem::copy_options::recursive);
  std::filesystem::remove(copy.path / "cafe" / "data.seg.wrd.stm");
  EXPECT_EQ(audit_list(copy.path / "cafe").verdict, "undecidable");
}
