// Label maps: labels, classes and counts, and the maps that come with serhost.
#include "config/label_map.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/temporary_folder.hpp"

using namespace serhost;
using namespace serhost::config;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

namespace {

LabelMap read(const std::string& text) {
  const TemporaryFolder folder("label-map");
  replace_file(folder.path() / "map.toml", text);
  return read_label_map(folder.path() / "map.toml");
}

std::string fault(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) { return error.what(); }
  return "";
}

LabelMap shipped(const std::string& name) {
  return read_label_map(std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) /
                        "experiments/labels" / name);
}

std::int64_t clips(const LabelMap& map) {
  std::int64_t out = 0;
  for (const auto& [name, count] : map.counts) out += count;
  return out;
}

}  // namespace

TEST(LabelMap, MayNameItsClassesAndTheirCounts) {
  const auto map = read("classes = [\"b\", \"a\"]\n[labels]\nx = \"a\"\n[counts]\na = 3\n");
  EXPECT_THAT(map.classes, ElementsAre("b", "a"));
  EXPECT_THAT(map.labels, ElementsAre(Pair("x", "a")));
  EXPECT_THAT(map.counts, ElementsAre(Pair("a", 3)));
  EXPECT_TRUE(read("[labels]\nx = \"a\"\n").classes.empty());
}

TEST(LabelMap, ThatMapsToNoClassIsAFaultWithItsPlace) {
  EXPECT_THAT(fault("classes = [\"anger\", \"joy\"]\n[labels]\nx = \"angr\"\n"),
              HasSubstr("map.toml:2:2: labels: 'angr' is not a class. Did you mean 'anger'?"));
  EXPECT_THAT(fault("classes = [\"anger\", \"joy\"]\n[labels]\n[counts]\nfear = 1\n"),
              HasSubstr("counts: 'fear' is not a class."));
  EXPECT_THAT(fault("[labels]\n[counts]\na = -1\n"), HasSubstr("counts.a: found -1"));
  EXPECT_THAT(fault("clases = []\n[labels]\n"), HasSubstr("unknown key 'clases'"));
}

TEST(LabelMap, OfIemocapHasThePublishedClips) {
  EXPECT_EQ(clips(shipped("iemocap_4.toml")), 5531);
  EXPECT_EQ(clips(shipped("iemocap_5.toml")), 7380);
  EXPECT_EQ(clips(shipped("iemocap_6.toml")), 7380);
  EXPECT_EQ(shipped("iemocap_4.toml").labels.at("excitement"), "happiness");
}

TEST(LabelMap, EveryOneThatIsShippedIsRead) {
  const auto folder =
      std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) / "experiments/labels";
  std::size_t maps = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto map = read_label_map(entry.path());
    EXPECT_FALSE(map.labels.empty() && map.classes.empty()) << entry.path();
    ++maps;
  }
  EXPECT_GE(maps, 8u);
  EXPECT_EQ(shipped("arousal.toml").labels.at("neutral"), "low");
}

namespace {

LabelMap read_json(const std::string& text) {
  const TemporaryFolder folder("label-map");
  replace_file(folder.path() / "label_map.json", text);
  return read_label_map(folder.path() / "label_map.json");
}

std::string json_fault(const std::string& text) {
  try {
    read_json(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    return error.what();
  }
  return "";
}

}  // namespace

TEST(LabelMap, MayBeAJsonFileOfTexts) {
  const auto map = read_json("{\"W\": \"anger\", \"F\": \"happiness\"}");
  EXPECT_THAT(map.labels, ElementsAre(Pair("F", "happiness"), Pair("W", "anger")));
  EXPECT_TRUE(map.classes.empty());
}

TEST(LabelMap, OfNumbersNamesTheClassesInTheirOrder) {
  const auto map = read_json("{\"sad\": 2, \"angry\": 0, \"happy\": 1}");
  EXPECT_THAT(map.classes, ElementsAre("angry", "happy", "sad"));
  EXPECT_EQ(map.labels.at("sad"), "sad");
}

TEST(LabelMap, SaysWhatIsWrongWithAJsonFile) {
  EXPECT_THAT(json_fault("[1]"), HasSubstr("label_map.json: is no JSON object; expected {"));
  EXPECT_THAT(json_fault("{}"), HasSubstr("is empty"));
  EXPECT_THAT(json_fault("{\"a\": {\"b\": \"c\"}}"), HasSubstr("expected {"));
  EXPECT_THAT(json_fault("{\"a\": 0, \"b\": 2}"), HasSubstr("the number of 'b' is 2"));
  EXPECT_THAT(json_fault("{\"a\": 0, \"b\": 0}"), HasSubstr("each number once"));
  EXPECT_THAT(json_fault("{\"a\": 0, \"b\": -1.5}"), HasSubstr("the number of 'b' is -1.5"));
  EXPECT_THAT(json_fault("{\"a\": \"x\", \"b\": null}"),
              HasSubstr("label 'b' counts as null, which is no class"));
  EXPECT_THAT(json_fault(std::string(100000, '{')), HasSubstr("is no JSON object"));
}
