#include "data/manifest/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "builders.hpp"
#include "data/manifest/limit.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using toy::table;
using toy::utterances;

TEST(Manifest, LeavesOutAndCountsLabelsThatAreNotClasses) {
  Faults faults;
  const auto manifest =
      manifest_of(utterances({"d anger 1", "c joy 1", "b fear 2", "a - 2", "e anger -"}),
                  table({"anger", "joy"}), faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 3u);
  EXPECT_EQ(manifest.clips[0].utterance.key, "c");
  EXPECT_EQ(manifest.clips[0].label, 1);
  EXPECT_EQ(manifest.clips[1].utterance.key, "d");
  EXPECT_EQ(manifest.clips[1].label, 0);
  EXPECT_EQ(manifest.clips[2].utterance.speaker, std::nullopt);
  EXPECT_EQ(manifest.left_out, (std::map<std::string, std::int64_t>{{"(none)", 1}, {"fear", 1}}));
}

TEST(Manifest, MergesLabelsIntoClasses) {
  Faults faults;
  const auto manifest =
      manifest_of(utterances({"a happiness", "b excitement", "c anger"}),
                  table({"anger", "happiness"}, {{"excitement", "happiness"}}), faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 3u);
  EXPECT_EQ(manifest.clips[1].label, 1);
  EXPECT_EQ(*manifest.clips[1].utterance.label, "excitement");
}

TEST(Manifest, WithoutClassesTakesEveryNameSorted) {
  Faults faults;
  const auto manifest = manifest_of(utterances({"a joy", "b anger", "c delight"}),
                                    table({}, {{"delight", "joy"}}), faults);
  EXPECT_THAT(manifest.classes, ElementsAre("anger", "joy"));
  EXPECT_TRUE(faults.empty());
}

TEST(Manifest, NamesAClassWithoutClipsAndTheLabelsThatOccur) {
  Faults faults;
  manifest_of(utterances({"a anger", "b anger", "c happiness"}), table({"anger", "happines"}),
              faults);
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_THAT(faults.text(), HasSubstr("no clip has the class 'happines'. Did you mean "
                                       "'happiness'? Labels that occur: anger 2, happiness 1."));
}

TEST(Manifest, NamesAMergeThatNeverOccurs) {
  Faults faults;
  manifest_of(
      utterances({"a anger", "b excitement", "c happiness"}),
      table({"anger", "happiness"}, {{"excitment", "happiness"}, {"excitement", "hapiness"}}),
      faults);
  EXPECT_THAT(
      faults.text(),
      HasSubstr(
          "merge names the label 'excitment', which no clip has. Did you mean 'excitement'?"));
  EXPECT_THAT(faults.text(), HasSubstr("merge turns 'excitement' into 'hapiness', which is not "
                                       "among the classes. Did you mean 'happiness'?"));
}

TEST(Manifest, ALabelMapFileMayNameMoreThanOccurs) {
  Faults faults;
  auto rule = table({"anger", "happiness"}, {{"joy", "happiness"}, {"dread", "fear"}});
  rule.labels = "map.toml";
  const auto manifest = manifest_of(utterances({"a anger", "b joy"}), rule, faults);
  EXPECT_EQ(faults.text(), "");
  EXPECT_EQ(manifest.clips[1].label, 1);
}

TEST(Manifest, RepeatedAndMissingKeysAreFaultsOfTheData) {
  Faults faults;
  manifest_of(utterances({"a x", "b y", "a y", " x"}), table(), faults);
  EXPECT_EQ(faults.exit(), Exit::damaged);
  EXPECT_THAT(faults.text(), HasSubstr("1 key given more than once: a"));
  EXPECT_THAT(faults.text(), HasSubstr("1 clip without a key"));
}

TEST(Manifest, AnEmptyListIsAFault) {
  Faults faults;
  manifest_of({}, table(), faults);
  EXPECT_THAT(faults.text(), HasSubstr("dataset 'toy': found no clips"));
}

TEST(Manifest, HashIgnoresTheOrderOnDiskAndSeesLabelsSpeakersAndSessions) {
  Faults faults;
  const auto hash = [&](const std::vector<std::string>& lines) {
    return manifest_of(utterances(lines), table({"x", "y"}), faults).hash;
  };
  const auto one = hash({"a x s1 1", "b y s2 1"});
  EXPECT_EQ(one.size(), 64u);
  EXPECT_EQ(one, hash({"b y s2 1", "a x s1 1"}));
  EXPECT_NE(one, hash({"a y s1 1", "b x s2 1"}));
  EXPECT_NE(one, hash({"a x s1 1", "b y s1 1"}));
  EXPECT_NE(one, hash({"a x s1 1", "b y s2 2"}));
  EXPECT_NE(one, hash({"a x s1 1", "b y - 1"}));
  EXPECT_EQ(faults.text(), "");
}

TEST(Manifest, SeveralCorporaGetPrefixedKeysAndKeepWhatTheyListed) {
  auto one = table(), two = table();
  one.name = "one";
  two.name = "two";
  two.component.plugin = "other";
  Faults faults;
  const auto manifest =
      assemble({{&one, utterances({"b x 01 1", "a y 02 1"})}, {&two, utterances({"a x 01 1"})}},
               Wanted::label, faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 3u);
  EXPECT_EQ(manifest.clips[0].utterance.key, "one/a");
  EXPECT_EQ(manifest.clips[2].utterance.key, "two/a");
  EXPECT_EQ(*manifest.clips[1].utterance.speaker, "toy/01");
  EXPECT_EQ(*manifest.clips[2].utterance.speaker, "other/01");
  EXPECT_EQ(manifest.clips[2].listed->key, "a");
  EXPECT_EQ(*manifest.clips[2].listed->speaker, "01");
}

TEST(Manifest, TwoTablesOfOnePluginMayHoldTheSamePeople) {
  auto one = table(), two = table();
  one.name = "speech";
  two.name = "song";
  Faults faults;
  const auto manifest = assemble({{&one, utterances({"a x 01"})}, {&two, utterances({"a x 01"})}},
                                 Wanted::label, faults);
  EXPECT_EQ(*manifest.clips[0].utterance.speaker, "01");
  EXPECT_EQ(*manifest.clips[1].utterance.speaker, "01");
}

TEST(Manifest, CorporaMustAgreeOnTheClasses) {
  auto one = table({"x", "y"}), two = table({"y", "z"});
  Faults faults;
  assemble({{&one, utterances({"a x", "b y"})}, {&two, utterances({"c y", "d z"})}}, Wanted::label,
           faults);
  EXPECT_THAT(faults.text(), HasSubstr("have different classes (x, y and y, z)"));
}

TEST(Manifest, PretrainingKeepsClipsWithoutALabel) {
  auto one = table();
  Faults faults;
  const auto manifest = assemble({{&one, utterances({"a -", "b x"})}}, Wanted::any, faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 2u);
  EXPECT_EQ(manifest.clips[0].label, -1);
}

TEST(Limit, KeepsEveryClassAndSpreadsOverSpeakers) {
  auto manifest = toy::manifest_from(toy::random_corpus(7, 6, 3));
  auto again = manifest;
  limit_clips(manifest, 12);
  limit_clips(again, 12);
  ASSERT_EQ(manifest.clips.size(), 12u);
  std::map<std::int64_t, int> classes;
  std::map<std::string, int> speakers;
  for (std::size_t i = 0; i < 12; ++i) {
    ++classes[manifest.clips[i].label];
    ++speakers[*manifest.clips[i].utterance.speaker];
    EXPECT_EQ(manifest.clips[i].utterance.key, again.clips[i].utterance.key);
  }
  // 12 clips of 3 classes are 4 a class, of 4 different speakers, the same 4 for every class.
  EXPECT_EQ(classes, (std::map<std::int64_t, int>{{0, 4}, {1, 4}, {2, 4}}));
  EXPECT_EQ(speakers, (std::map<std::string, int>{
                          {"speaker0", 3}, {"speaker1", 3}, {"speaker2", 3}, {"speaker3", 3}}));
}

TEST(Limit, AboveTheNumberOfClipsChangesNothing) {
  auto manifest = toy::manifest({"a x", "b y"});
  limit_clips(manifest, 5);
  EXPECT_EQ(manifest.clips.size(), 2u);
}
