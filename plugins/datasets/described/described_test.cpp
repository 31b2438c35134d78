// The component `described`: a description named in an experiment; data sets by their own names.
#include <gtest/gtest.h>

#include <cstdlib>
#include <serhost/corpus_facts.hpp>
#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

std::string fault(const std::vector<std::string>& parameters, const std::string& root) {
  try {
    make_dataset("described", parameters, root);
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

TEST(Described, ReadsACorpusByAFile) {
  const TemporaryFolder folder;
  const auto file = folder.write("own.toml",
                                 "title = \"Own\"\n[files]\n"
                                 "pattern = '^(?P<speaker>[a-z]+)_(?P<label>[a-z]+)$'\n"
                                 "[counts]\nclips = 2\n");
  folder.write("audio/ann_angry.wav", "");
  const auto dataset = make_dataset("described", {"corpus=" + file.string()}, folder.path());
  const auto clips = dataset->utterances();
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].speaker, "ann");
  EXPECT_EQ(clips[0].label, "angry");
  EXPECT_EQ(dynamic_cast<serhost::Documented&>(*dataset).facts().counts.clips, 2);
}

TEST(Described, SaysWhatIsWrongWithTheFileAtItsPlace) {
  const TemporaryFolder folder;
  const auto file = folder.write("own.toml", "title = \"Own\"\n[file]\npattern = 'a'\n");
  const auto text = fault({"corpus=" + file.string()}, folder.path());
  EXPECT_NE(text.find("own.toml:2:2: unknown key 'file'"), std::string::npos) << text;
  EXPECT_NE(text.find("Did you mean 'files'?"), std::string::npos) << text;
}

TEST(Described, NeedsADescriptionAndNamesTheOtherWay) {
  EXPECT_NE(fault({}, ".").find("plugin = \"cremad\""), std::string::npos) << fault({}, ".");
}

TEST(Described, CorporaAreDataSetsByTheirOwnNames) {
  const TemporaryFolder folder;
  folder.write("female/F03F02.wav", "");
  EXPECT_EQ(make_dataset("shemo", {}, folder.path())->utterances().at(0).label, "fear");
}

}  // namespace
