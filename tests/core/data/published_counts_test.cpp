// Clips on disk against published counts, labels against what a label map says, known bad clips.
#include "data/manifest/published_counts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "builders.hpp"
#include "data/manifest/known_bad.hpp"
#include "data/protocol/corpora_table.hpp"
#include "data/protocol/stats.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

PublishedCounts whole() {
  PublishedCounts out;
  out.clips = 4;
  out.speakers = 2;
  out.labels = {{"anger", 2}, {"joy", 2}};
  out.copies = {{3, "copies without the clip that was withdrawn"}};
  return out;
}

std::string texts(const CountCheck& check) {
  std::string out;
  for (const auto& one : check.differences)
    out += one.of + " " + std::to_string(one.published) + "/" + std::to_string(one.found) + "; ";
  return out + check.reason;
}

std::string compared(const PublishedCounts& published, const std::vector<std::string>& lines) {
  return texts(compare_with_published(published, toy::utterances(lines)));
}

}  // namespace

TEST(PublishedCounts, ThatAreMetDifferInNothing) {
  EXPECT_EQ(compared(whole(), {"a anger 1", "b joy 1", "c anger 2", "d joy 2"}), "");
  EXPECT_FALSE(compare_with_published({}, toy::utterances({"a anger 1"})).compared);
}

TEST(PublishedCounts, GiveBothNumbersAndALikelyReason) {
  EXPECT_EQ(compared(whole(), {"a anger 1", "b joy 1"}),
            "clips 4/2; speakers 2/1; label anger 2/1; label joy 2/1; a partial download: 1 of 2 "
            "speakers are there");
  EXPECT_EQ(compared(whole(), {"a anger 1", "b joy 1", "c anger 2"}),
            "clips 4/3; label joy 2/1; copies without the clip that was withdrawn");
  EXPECT_EQ(compared(whole(), {"a anger 1", "b joy 1", "c anger 2", "d fear 2"}),
            "label joy 2/1; label fear 0/1; another release, whose labels or parts were revised");
  EXPECT_EQ(compared(whole(), {"a anger 1", "b joy 1", "c anger 2", "d joy 2", "e joy 2"}),
            "clips 4/5; label joy 2/3; another release, or files of something else below root");
}

TEST(PublishedCounts, OfPartsAreComparedWhereThereAreParts) {
  PublishedCounts published;
  published.splits = {{"train", 2}, {"test", 1}};
  EXPECT_EQ(compared(published, {"a x 1 - train", "b x 1 - test", "c x 2 - test"}),
            "part test 1/2; part train 2/1; another release, whose labels or parts were revised");
  EXPECT_EQ(compared(published, {"a x 1"}), "") << "a copy without the list of parts";
}

TEST(Coverage, SaysWhatBecameOfEachLabelAndComparesTheMapsClasses) {
  auto table = toy::table({"anger", "happiness"}, {{"excitement", "happiness"}});
  table.labels = "map.toml";
  table.class_counts = {{"anger", 1}, {"happiness", 5}};
  Faults faults;
  auto manifest = manifest_of(
      toy::utterances({"a anger", "b excitement", "c happiness", "d fear", "e -"}), table, faults);
  EXPECT_EQ(faults.text(), "");
  auto& corpus = manifest.corpora.at(0);
  EXPECT_THAT(corpus.labels,
              ElementsAre(Field(&LabelUse::counts_as, "anger"),
                          Field(&LabelUse::counts_as, "happiness"), Field(&LabelUse::counts_as, ""),
                          Field(&LabelUse::counts_as, "happiness"), Field(&LabelUse::label, "")));
  corpus.facts.counts.labels = {{"anger", 1}, {"fear", 3}};
  corpus.counts = compare_with_published(corpus.facts.counts, toy::utterances({"a anger"}));
  const auto text = stats_text(manifest, {});
  EXPECT_THAT(text, HasSubstr("label       clips  published   counts as\n"
                              "anger           1          1       anger\n"
                              "excitement      1              happiness\n"
                              "fear            1          3  (left out)\n"));
  EXPECT_THAT(text, HasSubstr("(none)          1             (left out)\n"));
  EXPECT_THAT(text, HasSubstr("published: class happiness 5, found 2\n"));
  EXPECT_THAT(text, HasSubstr("published: label fear 3, found 0\na likely reason: "));
  const auto json = nlohmann::json::parse(stats_json(manifest, {}))["corpora"]["toy"];
  EXPECT_EQ(json["labels"][1]["counts_as"], "happiness");
  EXPECT_EQ(json["labels"][2]["counts_as"], nullptr);
  EXPECT_EQ(json["published"]["class_differences"][0]["found"], 2);
}

TEST(KnownBad, FilesAreLeftOutWhicheverDataSetReadsThem) {
  auto manifest = toy::manifest({"a anger 1", "b joy 1", "c joy 2", "d joy 2"});
  manifest.clips[0].utterance.audio = "/data/AudioMP3/1076_MTI_SAD_XX.mp3";
  manifest.clips[1].utterance.audio = "/MELD/train/train_splits/dia125_utt3.mp4";
  manifest.clips[2].utterance.audio = "/MELD/test/output_repeated_splits_test/dia125_utt3.mp4";
  manifest.clips[3].utterance.audio = "1076_MTI_SAD_XX.wav";
  leave_out_known_bad(manifest);
  ASSERT_EQ(manifest.clips.size(), 1u);
  EXPECT_EQ(manifest.clips[0].utterance.key, "c");
  ASSERT_EQ(manifest.damaged.size(), 3u);
  EXPECT_EQ(manifest.damaged[1].text,
            "clip 'b': is damaged in the official archive, as is known of MELD");
}

TEST(KnownBad, ClipsAreLeftOutAndNamedByTheirOwnKeys) {
  auto manifest = toy::manifest({"a anger 1", "b joy 1", "c joy 2"});
  manifest.corpora.at(0).facts.known_bad = {{"b", "is silent"}, {"z", "is not there"}};
  leave_out_known_bad(manifest);
  ASSERT_EQ(manifest.clips.size(), 2u);
  ASSERT_EQ(manifest.damaged.size(), 1u);
  EXPECT_EQ(manifest.damaged[0].text, "clip 'b': is silent, as is known of its corpus");
  EXPECT_EQ(manifest.damaged[0].exit, Exit::ok);
}

TEST(AudioStats, ShowRatesChannelsAndLengths) {
  auto manifest = toy::manifest({"a x 1", "b y 1", "c y 1"});
  const double seconds[] = {1.0, 4.0, 2.0};
  for (std::size_t i = 0; i < 3; ++i) {
    manifest.clips[i].seconds = seconds[i];
    manifest.clips[i].sample_rate = i == 0 ? 48000 : 16000;
    manifest.clips[i].channels = 1;
  }
  EXPECT_THAT(stats_text(manifest, {}),
              HasSubstr("audio: 16000 Hz (2 clips), 48000 Hz (1 clip); channels: 1; 1.00 to 4.00 "
                        "s, median 2.00 s\n"));
  const auto json = nlohmann::json::parse(stats_json(manifest, {}))["corpora"]["toy"]["audio"];
  EXPECT_EQ(json["rates"]["16000"], 2);
  EXPECT_EQ(json["seconds"]["median"], 2.0);
}

TEST(CorporaTable, SetsBesideWhatAPaperPrints) {
  auto manifest = toy::manifest({"a x 1", "b y 1", "c y 2"});
  for (auto& clip : manifest.clips) clip.seconds = 1200.0;
  std::vector<CorpusRow> rows = {corpus_row(manifest, 0)};
  rows.emplace_back().name = "gone";
  rows.back().fault = "'/x/gone' does not exist";
  set_beside(rows, read_printed_corpora("dataset,language,labels,speakers,clips,hours,note\n"
                                        "toy,German,2,2,4,1.5,\"one was lost, it seems\"\n"
                                        "Total,,-,-,9,3.0,\n",
                                        "t.csv"));
  EXPECT_EQ(
      corpora_table(rows),
      "dataset  language  labels  printed  speakers  printed  clips  printed  hours  printed\n"
      "toy        German       2        2         2        2      3        4    1.0      1.5\n"
      "gone            -       -        -         -        -      -        -      -        -\n"
      "Total           -       -        -         -        -      -        9      -      3.0\n"
      "\ntoy, as printed: one was lost, it seems\n"
      "gone: not counted: '/x/gone' does not exist\n");
  const auto json = nlohmann::json::parse(corpora_json(rows));
  EXPECT_EQ(json["toy"]["used"], 3);
  EXPECT_EQ(json["toy"]["printed"]["clips"], "4");
  EXPECT_TRUE(json["gone"]["clips"].is_null());
}

TEST(CorporaTable, RefusesAListOfAnotherForm) {
  EXPECT_THROW(read_printed_corpora("dataset,clips\n", "t.csv"), DataError);
  try {
    read_printed_corpora("dataset,language,labels,speakers,clips,hours,note\na,b\n", "t.csv");
    ADD_FAILURE();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("t.csv:2: has 2 fields, but the header has 7"));
  }
}

TEST(CorporaTable, HasALineACorpusBesideWhatIsPublished) {
  auto manifest = toy::manifest({"a x 1", "b y 1", "c y 2"});
  for (auto& clip : manifest.clips) clip.seconds = 1200.0, clip.utterance.language = "de";
  manifest.corpora.at(0).facts.counts.clips = 4;
  manifest.corpora.at(0).counts.reason = "a partial download, or another release";
  EXPECT_EQ(corpora_table({corpus_row(manifest, 0)}),
            "dataset  language  labels  speakers  published  clips  published  used  hours\n"
            "toy            de       2         2          -      3          4     3  1.000\n"
            "\ntoy: a partial download, or another release\n");
}
