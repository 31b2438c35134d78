// Lists of clips: columns, quoting, JSON lines, EmoBox's own files, and every fault with its line.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;

class ManifestTest : public ::testing::Test {
 protected:
  std::vector<serhost::Utterance> read(const std::string& text,
                                       std::vector<std::string> options = {},
                                       const std::string& name = "list.csv") {
    const auto file = folder_.write(name, text);
    options.push_back("file=" + file.string());
    return make_dataset("manifest", options, folder_.path())->utterances();
  }
  std::string fault(const std::string& text, const std::vector<std::string>& options = {}) {
    try {
      read(text, options);
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }

  serhost::testing::TemporaryFolder folder_;
};

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

TEST_F(ManifestTest, EveryColumnHasItsPlace) {
  const auto got = read(
      "key,path,label,speaker,session,dialogue,turn,sentence,split,gender,language,text,start,end,"
      "channel,corpus_label,valence,"
      "arousal,dominance,"
      "vote_anger,vote_sadness,room\n"
      "k1,a/b.wav,anger,ann,1,d1,3,s1,train,female,de,\"Ja, "
      "\"\"nein\"\"\",0.5,1.25,1,W,2.5,4,3,2,1,12\n");
  ASSERT_EQ(got.size(), 1U);
  const auto& one = got[0];
  EXPECT_EQ(one.key, "k1");
  EXPECT_EQ(one.audio, folder_.path() / "a/b.wav");
  EXPECT_EQ(one.label, "anger");
  EXPECT_EQ(one.corpus_label, "W");
  EXPECT_EQ(one.speaker, "ann");
  EXPECT_EQ(one.session, "1");
  EXPECT_EQ(one.dialogue, "d1");
  EXPECT_EQ(one.turn, 3);
  EXPECT_EQ(one.sentence, "s1");
  EXPECT_EQ(one.split, "train");
  EXPECT_EQ(one.gender, "female");
  EXPECT_EQ(one.language, "de");
  EXPECT_EQ(one.text, "Ja, \"nein\"");
  EXPECT_EQ(one.start, 0.5);
  EXPECT_EQ(one.end, 1.25);
  EXPECT_EQ(one.channel, 1);
  EXPECT_EQ(one.dimensions, (std::map<std::string, double>{
                                {"valence", 2.5}, {"arousal", 4.0}, {"dominance", 3.0}}));
  EXPECT_EQ(one.votes, (std::map<std::string, double>{{"anger", 2.0}, {"sadness", 1.0}}));
  EXPECT_EQ(one.extra, (std::map<std::string, std::string>{{"room", "12"}}));
}

TEST_F(ManifestTest, OnlyThePathIsNeededAndEmptyIsUnknown) {
  const auto got = read("label,path,speaker\n,b.wav,\n,a.wav,\n");
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "a.wav");
  EXPECT_FALSE(got[0].label.has_value());
  EXPECT_FALSE(got[0].speaker.has_value());
  EXPECT_TRUE(got[0].extra.empty());
}

TEST_F(ManifestTest, ReadsByteOrderMarksCrlfTabsBlankLinesAndQuotedLineEnds) {
  const auto got = read("\xEF\xBB\xBFpath,text\r\n\"a,1.wav\",\"two\r\nlines\"\r\n\r\nb.wav,last");
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "a,1.wav");
  EXPECT_EQ(got[0].text, "two\r\nlines");
  EXPECT_EQ(got[1].text, "last");
  EXPECT_EQ(read("path\tlabel\na.wav\tsad, very\n").at(0).label, "sad, very");
}

TEST_F(ManifestTest, TellsAllFaultsWithTheirLines) {
  const auto text =
      fault("path,start,turn\n\"a\n.wav\",x,\nb.wav,1,2,3\nc.wav,-1,1.5\nd.wav,,\nd.wav,nan,\n");
  EXPECT_SAYS(
      text, "list.csv:4: has 4 fields, but the header has 3");  // the first row takes lines 2 and 3
  const auto values = fault(
      "path,start,end,turn\n\"a\n.wav\",x,,\nc.wav,-1,,1.5\nd.wav,,,\nd.wav,nan,,\ne.wav,2,1,\n,1,"
      "2,3\n");
  EXPECT_SAYS(values, "list.csv:2: start is 'x'");
  EXPECT_SAYS(values, "list.csv:4: start is '-1'");
  EXPECT_SAYS(values, "list.csv:4: turn is '1.5'; expected a whole number from 0");
  EXPECT_SAYS(values, "list.csv:6: start is 'nan'");
  EXPECT_SAYS(values, "list.csv:6: the key 'd.wav' is already in line 5");
  EXPECT_SAYS(values, "list.csv:7: end is not after start");
  EXPECT_SAYS(values, "list.csv:8: has no path");
}

TEST_F(ManifestTest, NamesALayoutThatIsNotKnown) {
  const auto text = fault("clip,mood\na.wav,sad\n");
  EXPECT_SAYS(text, "found 'clip', 'mood'; say which it is: columns = { path = \"NAME\" }");
  EXPECT_SAYS(fault("[{\"path\": \"a.wav\"}]"), "JSON array");
  EXPECT_SAYS(fault(""), "is empty");
  EXPECT_SAYS(fault("path,label\n"), "no clip");
  EXPECT_SAYS(fault("path,path\na,b\n"), "'path' twice");
  EXPECT_SAYS(fault("path,label\n\"a.wav,sad\n"),
              "list.csv:2: a quote is opened that never closes");
  EXPECT_SAYS(fault("path,label\na.wav,sad\nb.wav,trist\xE9\n"), "list.csv:3: is not UTF-8");
}

TEST_F(ManifestTest, ManyFaultsAreCounted) {
  std::string text = "path,label\n";
  for (int i = 0; i < 30; ++i) text += "a\n";
  EXPECT_SAYS(fault(text), "and 10 more");
}

TEST_F(ManifestTest, ReadsJsonLinesWithNumbersNullsAndVotes) {
  const auto got = read(
      "{\"key\": \"k\", \"path\": \"a.wav\", \"label\": null, \"turn\": 4, \"valence\": 2.5, "
      "\"votes\": {\"anger\": 3}, "
      "\"tags\": [1, 2]}\n\n",
      {}, "list.jsonl");
  ASSERT_EQ(got.size(), 1U);
  EXPECT_FALSE(got[0].label.has_value());
  EXPECT_EQ(got[0].turn, 4);
  EXPECT_EQ(got[0].dimensions.at("valence"), 2.5);
  EXPECT_EQ(got[0].votes.at("anger"), 3.0);
  EXPECT_EQ(got[0].extra.at("tags"), "[1,2]");
  EXPECT_SAYS(fault("{\"path\": \"a.wav\"}\n{\"path\": \n[1]\n"), "list.csv:2: is not JSON");
}

TEST_F(ManifestTest, DeepNestingIsRefused) {
  EXPECT_SAYS(fault("{\"path\": \"a.wav\", \"x\": " + std::string(200000, '[') +
                    std::string(200000, ']') + "}\n"),
              "more than 32 deep");
  EXPECT_EQ(read("{\"path\": \"[[{\\\"{[\"}\n", {}, "list.jsonl").at(0).key, "[[{\"{[");
}

TEST_F(ManifestTest, EmoBoxRowsAreStrippedAndTheirChannelsCountFromOne) {
  const auto got = read(
      "{\"key\": \"emodb-03a01Wa\", \"dataset\": \"emodb\", \"wav\": "
      "\"downloads/emodb/wav/03a01Wa.wav\", \"length\": 1.8778125, "
      "\"emo\": \"anger\", \"channel\": 1}\n",
      {"strip=2", "speaker=^([0-9]{2})"}, "list.jsonl");
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].key, "emodb-03a01Wa");
  EXPECT_EQ(got[0].label, "anger");
  EXPECT_EQ(got[0].audio, folder_.path() / "wav/03a01Wa.wav");
  EXPECT_EQ(got[0].speaker, "03");
  EXPECT_EQ(got[0].channel, 0);
  EXPECT_EQ(got[0].extra.at("length"), "1.8778125");
}

TEST_F(ManifestTest, EmoBoxRowsNameAChannelAndASegment) {
  const auto got = read(
      "{\"key\": \"meld-1\", \"wav\": \"a.wav\", \"emo\": \"joy\", \"channel\": 3, \"start_time\": "
      "1.5, "
      "\"end_time\": 2.25}\n",
      {}, "list.jsonl");
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].channel, 2);
  EXPECT_EQ(got[0].start, 1.5);
  EXPECT_EQ(got[0].end, 2.25);
  EXPECT_FALSE(got[0].extra.contains("start_time"));
  EXPECT_SAYS(fault("{\"wav\": \"a.wav\", \"channel\": 0}\n"), "list.csv:1: channel is '0'");
  EXPECT_SAYS(fault("{\"wav\": \"a.wav\", \"start_time\": 2, \"end_time\": 1}\n"),
              "end is not after start");
  EXPECT_EQ(read("path,channel\na.wav,1\n").at(0).channel, 1) << "our own lists count from 0";
}

TEST_F(ManifestTest, ReadsTheNamesThatListsHaveForTheirColumns) {
  for (const std::string path : {"file", "filename", "file_name", "Path", "audio_path"}) {
    for (const std::string label : {"label", "emotion", "Emotion"}) {
      const auto got = read(path + "," + label + ",speaker_id,take\na.wav,sad,s1,2\n").at(0);
      EXPECT_EQ(got.audio, folder_.path() / "a.wav") << path;
      EXPECT_EQ(got.label, "sad") << label;
      EXPECT_EQ(got.speaker, "s1");
      EXPECT_EQ(got.extra, (std::map<std::string, std::string>{{"take", "2"}}));
    }
  }
  const auto both = read("file,path,emotion,label\nx.wav,a.wav,sad,3\n").at(0);
  EXPECT_EQ(both.audio, folder_.path() / "a.wav") << "our own name comes first";
  EXPECT_EQ(both.label, "3");
  EXPECT_EQ(both.extra.at("emotion"), "sad");
  EXPECT_EQ(read("{\"wav\": \"a.wav\", \"file\": \"b.wav\", \"emo\": \"sad\", \"emotion\": 1}\n",
                 {}, "list.jsonl")
                .at(0)
                .label,
            "sad");
}

TEST_F(ManifestTest, ColumnsAreWhatTheyAreSaidToBe) {
  const std::string list = "clip,mood,label,who\na.wav,sad,7,s1\n";
  const auto got =
      read(list, {"column_names=[\"path=clip\", \"label=mood\", \"speaker=who\"]"}).at(0);
  EXPECT_EQ(got.key, "a.wav");
  EXPECT_EQ(got.label, "sad");
  EXPECT_EQ(got.speaker, "s1");
  EXPECT_EQ(got.extra, (std::map<std::string, std::string>{{"other_label", "7"}}));
  EXPECT_SAYS(fault(list, {"column_names=[\"path=clip\", \"label=feeling\"]"}),
              "has no column 'feeling', which columns says is the label; found 'clip', 'label'");
  EXPECT_SAYS(fault(list, {"column_names=[\"lable=mood\"]"}), "'lable' is no meaning of a column");
  EXPECT_SAYS(fault(list, {"column_names=[\"path\"]"}), "names no column");
}

TEST_F(ManifestTest, ReadsSemicolonsWithDecimalCommas) {
  const auto got = read("path;label;text;start;end\na.wav;sad;well, no;0,5;1,25\n").at(0);
  EXPECT_EQ(got.text, "well, no");
  EXPECT_EQ(got.start, 0.5);
  EXPECT_EQ(got.end, 1.25);
  EXPECT_EQ(read("path|label\na.wav|sad\n").at(0).label, "sad");
  EXPECT_EQ(read("path,\"a;b;c\"\na.wav,x\n").at(0).extra.at("a;b;c"), "x");
  EXPECT_SAYS(fault("path,start\na.wav,\"0,5\"\n"), "start is '0,5'");
}

std::string utf16(const std::string& ascii, bool big_endian) {
  std::string out;
  for (const char c : ascii) out += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

TEST_F(ManifestTest, ReadsUtf16WithAndWithoutAWholeMark) {
  const std::string list = "path\tlabel\r\na.wav\tsad\r\n";
  for (const bool big : {false, true}) {
    for (const std::string mark :
         {big ? "\xFE\xFF" : "\xFF\xFE", big ? "\xC3\xBE\xC3\xBF" : "\xC3\xBF\xC3\xBE", ""}) {
      const auto got = read(mark + utf16(list, big));
      ASSERT_EQ(got.size(), 1U);
      EXPECT_EQ(got[0].key, "a.wav");
      EXPECT_EQ(got[0].label, "sad");
    }
  }
  // U+00E9, and U+1F600 as a pair.
  const auto letters =
      "\xFF\xFE" + utf16("path,label\na.wav,", false) + std::string("\xE9\x00\x3D\xD8\x00\xDE", 6);
  EXPECT_EQ(read(letters).at(0).label, "\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_SAYS(fault(letters.substr(0, letters.size() - 2)), "UTF-16 text that is damaged");
  EXPECT_SAYS(fault(letters + "x"), "UTF-16 text that is damaged at byte");
}

TEST_F(ManifestTest, OneObjectOverSeveralLinesIsToldInOneSentence) {
  const auto text = fault("{\n  \"a\": {\n    \"wav\": \"a.wav\"\n  }\n}\n");
  EXPECT_SAYS(text, "list.csv: is one JSON object over several lines");
  EXPECT_SAYS(text, "jq -c");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0);
}

TEST_F(ManifestTest, TheRootOfSpeechBrainIsOurs) {
  folder_.write("wav/a.wav", "x");
  const auto got = read("{\"key\": \"a\", \"wav\": \"{data_root}/wav/a.wav\", \"emo\": \"ang\"}\n",
                        {}, "l.json");
  EXPECT_EQ(got.at(0).audio, folder_.path() / "wav/a.wav");
  EXPECT_EQ(got.at(0).label, "ang");
}

TEST_F(ManifestTest, TakesOneChannelWhereNoneIsListed) {
  const auto got = read("path,channel\na.wav,0\nb.wav,\n", {"channel=1"});
  EXPECT_EQ(got.at(0).channel, 0);
  EXPECT_EQ(got.at(1).channel, 1);
}

TEST_F(ManifestTest, StrippingTooMuchIsAnError) {
  EXPECT_SAYS(fault("path\na.wav\n", {"strip=1"}), "nothing is left");
}

TEST_F(ManifestTest, FindsAListInTheRoot) {
  folder_.write("manifest.csv", "path\na.wav\n");
  EXPECT_EQ(make_dataset("manifest", {}, folder_.path())->utterances().size(), 1U);
}

}  // namespace
