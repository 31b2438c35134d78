// Lists as other programs and systems write them, and what is proposed where their files lie
// elsewhere.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <serhost/testing/dataset.hpp>
#include <set>

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

class ListsTest : public ::testing::Test {
 protected:
  std::vector<serhost::Utterance> read(const std::string& list,
                                       std::vector<std::string> options = {},
                                       const std::string& name = "list.csv") {
    const auto file = folder_.write("lists/" + name, list);
    options.push_back("file=" + file.string());
    return make_dataset("manifest", options, folder_.path())->utterances();
  }
  std::string fault(const std::string& list, const std::vector<std::string>& options = {},
                    const std::string& name = "list.csv") {
    try {
      read(list, options, name);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(ListsTest, StripAndRootAreProposedWhereFilesLieElsewhere) {
  folder_.write("wav/a.wav", "x");
  const std::string list = "path,label\ndownloads/own/wav/a.wav,sad\ndownloads/own/wav/b.wav,sad\n";
  EXPECT_SAYS(fault(list), "with strip = 2 they are there");
  EXPECT_EQ(read(list, {"strip=2"}).at(0).audio, folder_.path() / "wav/a.wav");
  folder_.write("lists/deep/c.wav", "x");
  EXPECT_SAYS(fault("path,label\ndeep/c.wav,sad\n"),
              "with root = \"" + (folder_.path() / "lists").string() + "\" they are there");
  EXPECT_EQ(read("path,label\nnowhere.wav,sad\n").size(), 1U) << "the host names what is absent";
}

TEST_F(ListsTest, PathsOfWindowsAndExtensionsInCapitalsAreFound) {
  folder_.write("wav/a.WAV", "x");
  folder_.write("back\\slash.wav", "x");
  const auto got = read("path,label\nwav\\a.wav,sad\nback\\slash.wav,sad\n");
  EXPECT_EQ(got.at(0).audio, folder_.path() / "back\\slash.wav");
  EXPECT_EQ(got.at(1).audio, folder_.path() / "wav/a.WAV");
  EXPECT_EQ(got.at(1).key, "wav\\a.wav") << "keys stay as written";
  EXPECT_SAYS(fault("path,label\nC:\\data\\own\\wav\\a.WAV,sad\n"),
              "with strip = 3 they are there");
}

TEST_F(ListsTest, WhatPandasWritesForNothingIsNoClass) {
  const auto got = read("path,label\na.wav,nan\nb.wav,sad\nc.wav,\n");
  EXPECT_FALSE(got.at(0).label.has_value());
  EXPECT_EQ(got.at(1).label, "sad");
  EXPECT_FALSE(got.at(2).label.has_value());
  EXPECT_SAYS(fault("{\"path\": \"a.wav\", \"label\": NaN}\n", {}, "list.jsonl"),
              "list.jsonl:1: holds NaN, which JSON does not have; write null");
}

TEST_F(ListsTest, FunAsrNamesItsColumnsSourceAndEmoTarget) {
  const auto one =
      read(
          "{\"key\": \"k1\", \"source\": \"/data/a.wav\", \"target\": \"so what\", \"emo_target\": "
          "\"<|SAD|>\"}\n",
          {}, "list.jsonl")
          .at(0);
  EXPECT_EQ(one.key, "k1");
  EXPECT_EQ(one.audio, "/data/a.wav");
  EXPECT_EQ(one.label, "<|SAD|>");
  EXPECT_EQ(one.extra.at("target"), "so what");
}

TEST_F(ListsTest, ListsOfS3prlAreOneObject) {
  const auto got = read(
      "{\"labels\": {\"neu\": 0, \"hap\": 1},\n \"meta_data\": [\n"
      "{\"path\": \"Session1/a.wav\", \"label\": \"neu\", \"speaker\": \"Ses01F\"},\n"
      "{\"path\": \"Session1/b.wav\", \"label\": \"hap\", \"speaker\": \"Ses01M\"}]}",
      {}, "train_meta_data.json");
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "Session1/a.wav");
  EXPECT_EQ(got[0].label, "neu");
  EXPECT_EQ(got[1].speaker, "Ses01M");
}

TEST(EmoBoxLists, OfTheWholeCorpusAndOfAFoldAreRead) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || !fs::exists(fs::path(data) / "emobox"))
    GTEST_SKIP() << "SERHOST_TEST_DATA does not name a folder with emobox";
  const auto read = [&](const std::string& name) {
    return make_dataset("manifest",
                        {"file=" + (fs::path(data) / "emobox" / name).string(), "strip=2"},
                        fs::path(data) / "emodb")
        ->utterances();
  };
  const auto all = read("emodb/emodb.jsonl"), fold = read("emodb/fold_1/emodb_test_fold_1.jsonl");
  std::map<std::string, int> labels;
  std::set<std::string> keys;
  int there = 0;
  for (const auto& one : all) {
    ++labels[one.label.value()];
    keys.insert(one.key);
    there += fs::exists(one.audio);
  }
  EXPECT_EQ(all.size(), 535U);
  EXPECT_EQ(labels["anger"], 127);
  EXPECT_EQ(labels["sad"], 62);
  EXPECT_GE(there, 339);
  EXPECT_EQ(fold.size(), 107U);
  for (const auto& one : fold) EXPECT_TRUE(keys.contains(one.key));
  EXPECT_EQ(read("cafe/cafe.jsonl").size(), 936U);
}

}  // namespace
