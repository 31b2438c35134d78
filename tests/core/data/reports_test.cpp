#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "builders.hpp"
#include "data/manifest/verify.hpp"
#include "data/protocol/stats.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

Manifest small() {
  auto list =
      toy::utterances({"a anger 03 1", "b joy 03 1", "c anger 08 1", "d joy 08 1", "e fear 08 1"});
  for (auto& u : list) u.start = 0.0, u.end = 900.0;
  Faults faults;
  auto out = manifest_of(std::move(list), toy::table({"anger", "joy"}), faults);
  faults.throw_if_any();
  return out;
}

}  // namespace

TEST(Stats, CountClassesSpeakersPartsAndWhatWasLeftOut) {
  const auto m = small();
  const auto folds = toy::folds(m, toy::protocol("leave-one-speaker-out", "none"));
  const auto text = stats_text(m, folds);
  EXPECT_THAT(text, HasSubstr("4 clips, 1.000 hours, 2 speakers, 1 session\n"));
  EXPECT_THAT(text, HasSubstr("class  clips  hours   share\nanger      2  0.500  50.0 %\n"));
  EXPECT_THAT(text,
              HasSubstr("speaker  clips  hours  anger  joy\n03           2  0.500      1    1\n"));
  EXPECT_THAT(
      text,
      HasSubstr("fold        part        clips  hours  anger  joy\nspeaker 03  train           2"));
  EXPECT_THAT(text, HasSubstr("left out: 1 clip of label fear\n"));
}

TEST(Stats, AsJsonHoldTheSameNumbers) {
  const auto m = small();
  const auto json = nlohmann::json::parse(
      stats_json(m, toy::folds(m, toy::protocol("leave-one-speaker-out", "none"))));
  EXPECT_EQ(json["clips"], 4);
  EXPECT_EQ(json["hours"], 1.0);
  EXPECT_EQ(json["classes"]["joy"], 2);
  EXPECT_EQ(json["speakers"]["08"]["classes"]["anger"], 1);
  EXPECT_EQ(json["sessions"]["1"]["clips"], 4);
  EXPECT_EQ(json["left_out"]["fear"], 1);
  EXPECT_EQ(json["folds"][1]["name"], "speaker 08");
  EXPECT_EQ(json["folds"][1]["test"]["clips"], 2);
  EXPECT_EQ(json["hash"], m.hash);
}

TEST(Stats, OfDataWithoutSpeakersAndFoldsSaySo) {
  const auto m = toy::manifest({"a x", "b y"});
  EXPECT_THAT(stats_text(m, {}), HasSubstr("speakers unknown"));
  EXPECT_EQ(nlohmann::json::parse(stats_json(m, {}))["unknown_speakers"], 2);
}

TEST(Verify, ListsWhatCannotBeDecodedInTheOrderOfTheClips) {
  toy::Folder folder;
  std::vector<Utterance> list;
  for (const char* key : {"a", "b", "c", "d", "e"}) {
    auto u = toy::utterance(std::string(key) + " x 1");
    u.audio = folder.path / (std::string(key) + ".wav");
    toy::write_wave(u.audio, 16000);
    list.push_back(std::move(u));
  }
  replace_file(list[3].audio, read_file(list[3].audio).substr(0, 60));
  replace_file(list[1].audio, "not audio");
  auto m = toy::manifest_from(list);
  m.clips[4].seconds = 2.0;
  std::filesystem::remove(m.clips[2].utterance.audio);
  std::size_t last = 0;
  const auto found = verify(m, [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 5u);
    EXPECT_EQ(done, ++last);
  });
  EXPECT_EQ(last, 5u);
  std::vector<std::string> texts;
  for (const auto& damage : found) texts.push_back(damage.text);
  EXPECT_THAT(
      texts,
      ElementsAre(HasSubstr("clip 'b'"), HasSubstr("clip 'c'"), HasSubstr("clip 'd'"),
                  AllOf(HasSubstr("clip 'e'"), HasSubstr("decodes to 1 s, but 2 s are expected"))));
  EXPECT_EQ(found[1].exit, Exit::missing);
  EXPECT_EQ(found[2].exit, Exit::damaged);
  EXPECT_EQ(m.clips[0].digest.size(), 64u);
  EXPECT_EQ(m.clips[1].digest, "");
}

TEST(Verify, FindsNothingInGoodAudio) {
  auto m = toy::manifest_with(std::make_shared<toy::FakeDataset>(5));
  EXPECT_TRUE(verify(m).empty());
}
