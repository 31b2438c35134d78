#include "data/protocol/fold_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "builders.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using toy::Folder;
using toy::manifest;
using toy::protocol;

namespace {

class FoldFiles : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    const auto file = folder_.path / name;
    make_directory(file.parent_path());
    replace_file(file, text);
    return file;
  }
  std::string why(const std::filesystem::path& file) {
    try {
      read_fold_list(file);
      return "";
    } catch (const Error& error) { return error.what(); }
  }
  Folder folder_;
  Faults faults_;
};

}  // namespace

TEST_F(FoldFiles, WhatARunWritesIsReadBackAsTheSameFolds) {
  const auto m = toy::manifest_from(toy::random_corpus(9, 7, 3));
  const auto made = toy::folds(m, protocol("k-fold"));
  auto table = protocol("folds");
  table.file = write("folds.csv", folds_csv(m, made));
  const auto read = toy::folds(m, table);
  ASSERT_EQ(read.folds.size(), made.folds.size());
  for (std::size_t f = 0; f < made.folds.size(); ++f) {
    EXPECT_EQ(read.folds[f].train, made.folds[f].train);
    EXPECT_EQ(read.folds[f].validation, made.folds[f].validation);
    EXPECT_EQ(read.folds[f].test, made.folds[f].test);
  }
  EXPECT_EQ(read.validation, "official");
}

TEST_F(FoldFiles, ColumnsMayComeInAnyOrderWithBlankLinesAndCarriageReturns) {
  const auto list = read_fold_list(
      write("f.csv", "\xef\xbb\xbfPart, fold,key\r\nTRAIN,2,a\r\n\r\ndev,2,\"b,c\"\r\n"));
  ASSERT_EQ(list.clips.size(), 2u);
  EXPECT_EQ(list.clips[0].key, "a");
  EXPECT_EQ(list.clips[1].key, "b,c");
  EXPECT_EQ(list.clips[1].part, FoldPart::validation);
  EXPECT_EQ(list.clips[1].fold, "2");
}

TEST_F(FoldFiles, DamageIsToldWithItsLine) {
  EXPECT_THAT(why(write("a.csv", "key,fold\n")),
              HasSubstr("a.csv:1: expected a header with the columns 'key' and 'part'"));
  EXPECT_THAT(why(write("b.csv", "key,fold,part\nx,1,train\ny,1,trian\n")),
              HasSubstr("b.csv:3: expected the part train, validation or test, found 'trian'"));
  EXPECT_THAT(why(write("c.csv", "key,fold,part\n,1,train\n")), HasSubstr("c.csv:2: no key"));
  EXPECT_THAT(why(write("d.csv", "key,fold,part\n")), HasSubstr("has a header but no lines"));
  EXPECT_THAT(why(write("e.csv", "")), HasSubstr("e.csv:1"));
  EXPECT_THAT(why(folder_.path / "none.csv"), HasSubstr("none.csv"));
  EXPECT_THAT(why(folder_.path), HasSubstr("holds no fold lists"));
  write("box/fold_1/x_test_fold_1.jsonl", "{\"key\": \"a\"}\n[1, 2\n");
  EXPECT_THAT(why(folder_.path / "box"), HasSubstr("x_test_fold_1.jsonl:2: is not a JSON object"));
}

TEST_F(FoldFiles, AClipInTwoPartsOfAFoldIsAFault) {
  const auto list =
      read_fold_list(write("f.csv", "key,fold,part\na,1,train\nb,1,test\na,1,test\n"));
  const auto made = folds_from(list, manifest({"a x 1", "b y 2"}), faults_);
  EXPECT_EQ(faults_.exit(), Exit::damaged);
  EXPECT_THAT(faults_.text(),
              HasSubstr("1 clip in two parts of a fold: a (fold 1: train and test)"));
}

TEST_F(FoldFiles, KeysOfOtherClipsAreCountedAndForeignListsAreRefused) {
  const auto list =
      read_fold_list(write("f.csv", "key,fold,part\na,1,train\nb,1,test\nz,1,test\n"));
  const auto made = folds_from(list, manifest({"a x 1", "b y 2", "c x 2"}), faults_);
  EXPECT_EQ(faults_.text(), "");
  EXPECT_THAT(made.notes, ElementsAre(HasSubstr("1 key is not among the clips: z"),
                                      HasSubstr("1 clip is in no fold and left out")));
  folds_from(list, manifest({"p x 1", "q y 2"}), faults_);
  EXPECT_THAT(faults_.text(), HasSubstr("none of its 3 keys is a clip of the data, for instance "
                                        "'a'; the data has keys like 'p'"));
}

TEST_F(FoldFiles, EmoBoxTestListsLeaveTheRestToTrain) {
  write("toy/fold_1/toy_test_fold_1.jsonl",
        "{\"key\": \"toy-a\", \"dataset\": \"toy\", \"wav\": \"downloads/toy/wav/a.wav\"}\n");
  write("toy/fold_2/toy_test_fold_2.jsonl",
        "{\"key\": \"odd\", \"dataset\": \"toy\", \"wav\": \"downloads/toy/wav/b.wav\"}\n");
  auto m = manifest({"wav/a.wav x 1", "wav/b.wav y 2", "wav/c.wav x 3", "wav/d.wav y 4"});
  const auto made = folds_from(read_fold_list(folder_.path / "toy"), m, faults_);
  EXPECT_EQ(faults_.text(), "");
  ASSERT_EQ(made.folds.size(), 2u);
  EXPECT_THAT(made.folds[0].test, ElementsAre(0));
  EXPECT_THAT(made.folds[0].train, ElementsAre(1, 2, 3));
  EXPECT_THAT(made.folds[1].test, ElementsAre(1)) << "found by the stem of its file";
}

TEST_F(FoldFiles, FoldsAreOrderedByNumber) {
  const auto m = manifest({"a x 1", "b y 2", "c x 3", "d y 4"});
  const auto list = read_fold_list(write("f.csv", "key,fold,part\na,10,test\nb,2,test\n"));
  const auto made = folds_from(list, m, faults_);
  EXPECT_EQ(made.folds[0].name, "fold 2");
  EXPECT_EQ(made.folds[0].number, 1);
  EXPECT_EQ(made.folds[1].name, "fold 10");
}

TEST(FoldLists, OfEmoBoxAreReadWhole) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || !std::filesystem::is_directory(std::filesystem::path(data) / "emobox")) {
    GTEST_SKIP() << "SERHOST_TEST_DATA has no emobox folder";
  }
  const auto folder = std::filesystem::path(data) / "emobox";
  const auto emodb = read_fold_list(folder / "emodb");
  EXPECT_EQ(emodb.clips.size(), 535u);  // 5 folds of 107
  EXPECT_EQ(emodb.corpus.size(), 535u);
  const auto m = manifest_from(emodb);
  Faults faults;
  const auto made = folds_from(emodb, m, faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(made.folds.size(), 5u);
  for (const auto& fold : made.folds) {
    EXPECT_EQ(fold.test.size(), 107u);
    EXPECT_EQ(fold.train.size(), 428u);
  }
}

TEST_F(FoldFiles, AFoldWithoutAPartIsAFaultOfTheList) {
  const auto m = toy::manifest_from(toy::random_corpus(4, 4, 2));
  auto table = protocol("folds");
  std::string all = "key,fold,part\n";
  for (const auto& clip : m.clips) all += clip.utterance.key + ",1,train\n";
  table.file = write("folds.csv", all);
  Faults faults;
  make_folds(m, table, 0, faults);
  EXPECT_EQ(faults.exit(), Exit::damaged);
  EXPECT_THAT(faults.text(), HasSubstr("folds.csv: fold 1: no clip of the data to test"));
}

TEST_F(FoldFiles, TabsQuotedLineEndsAndSeedsAreUnderstood) {
  const auto list = read_fold_list(write("f.tsv", "key\tpart\tfold\na,1\ttrain\t1\n"));
  EXPECT_EQ(list.clips.at(0).key, "a,1");
  const auto two =
      read_fold_list(write("f.csv", "key,fold,part,seed\n\"two\nlines\",1,test,7\nb,1,train,8\n"));
  EXPECT_EQ(two.clips.at(0).key, "two\nlines");
  EXPECT_EQ(two.clips.at(0).fold, "1 of seed 7") << "folds of several seeds are not one";
  EXPECT_EQ(two.clips.at(1).fold, "1 of seed 8");
  EXPECT_THAT(why(write("g.csv", "key,fold,part\n\"two\nlines\",1,trian\n")),
              HasSubstr("g.csv:2: expected the part"));
  EXPECT_THAT(why(write("h.csv", "key,fold,part\na,1,test\n\"b,1,test\n")),
              HasSubstr("h.csv:3: a quote is opened that never closes"));
}

TEST_F(FoldFiles, KeysThatAreHardToWriteAreReadBack) {
  std::vector<Utterance> clips;
  for (const auto* key :
       {"a,b", "say \"hi\"", "two\nlines", "[x] (1)", "gr\xC3\xBC\xC3\x9F", "a\tb", "'", "plain"}) {
    auto u = toy::utterance("- x");
    u.key = key;
    u.speaker = key;
    clips.push_back(u);
  }
  const auto m = toy::manifest_from(clips);
  const auto made = toy::folds(m, protocol("k-fold", "none"));
  auto table = protocol("folds", "none");
  table.file = write("folds.csv", folds_csv(m, made));
  const auto read = toy::folds(m, table);
  ASSERT_EQ(read.folds.size(), made.folds.size());
  for (std::size_t f = 0; f < made.folds.size(); ++f)
    EXPECT_EQ(read.folds[f].test, made.folds[f].test);
}

TEST_F(FoldFiles, BytesThatAreNoTextAreRefused) {
  EXPECT_THAT(why(write("z.csv", std::string("key,part\na\0b,train\n", 18))),
              HasSubstr("is not UTF-8 text"));
  EXPECT_THAT(why(write("l.csv", "key,part\ngr\xFC\xDF,train\n")), HasSubstr("is not UTF-8 text"));
  constexpr std::string_view kBytes("ab,\"\n\t\xC3\xBC{}[]1\r\0", 15);
  Random random(1);
  for (int draw = 0; draw < 200; ++draw) {
    std::string text = draw % 2 == 0 ? "key,fold,part\n" : "";
    for (std::uint64_t n = random.below(300); n > 0; --n)
      text += kBytes[random.below(kBytes.size())];
    EXPECT_NE(why(write("r.csv", text)), "") << text;
  }
}

TEST_F(FoldFiles, KeysThatHoldLineEndsBlanksAndQuotesAreReadBack) {
  const std::vector<std::string> keys = {"two\nlines", " blank ", "a,b", "\"q\"", "=1+1", "-x"};
  std::string text = "key,fold,part\n";
  for (const auto& key : keys) text += csv_field(key) + ",1,train\n";
  const auto list = read_fold_list(write("f.csv", text));
  ASSERT_EQ(list.clips.size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(list.clips[i].key, keys[i]);
}

TEST_F(FoldFiles, WhatIsNoListIsRefusedWithItsPlace) {
  EXPECT_THAT(why(write("q.csv", "key,fold,part\na,1,train\n\"b,1,train\n")),
              HasSubstr("q.csv:3: a quote is opened that never closes"));
  EXPECT_THAT(why(write("z.csv", std::string("key\0fold", 8))), HasSubstr("is not UTF-8 text"));
  EXPECT_THAT(why("/dev/zero"), HasSubstr("is not a file"));
}

TEST_F(FoldFiles, WithoutAFileTheColumnFoldSaysWhichFoldTestsAClip) {
  auto lines = toy::utterances({"a x 1", "b y 2", "c x 3", "d y 4 - validation", "e y 5"});
  lines[0].extra["fold"] = "2";
  lines[1].extra["fold"] = "10";
  const auto read = toy::folds(toy::manifest_from(lines), protocol("folds"));
  ASSERT_EQ(read.folds.size(), 2u);
  EXPECT_EQ(read.folds[0].name, "fold 2");
  EXPECT_THAT(read.folds[0].test, ElementsAre(0));
  EXPECT_THAT(read.folds[0].train, ElementsAre(1, 2, 4));
  EXPECT_THAT(read.folds[0].validation, ElementsAre(3));
  EXPECT_EQ(read.folds[1].name, "fold 10");
  EXPECT_THAT(read.folds[1].test, ElementsAre(1));
}
