// CMU-MOSI: what it does not share with CMU-MOSEI, whose tests hold the rest.
#include <gtest/gtest.h>

#include <serhost/testing/dataset.hpp>

namespace {

using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

TEST(Mosi, NamesThatBeginWithSignsAreKeptAndOfficialFoldsCount) {
  const TemporaryFolder folder;
  folder.write("label.csv",
               "video_id,clip_id,text,label,mode\n_dI--eQ6qVU,10,NO,-1.4,train\n0h-zjBukYpk,2,SO,"
               "0,test\n");
  folder.write("Raw/Audio/WAV_16000/Segmented/_dI--eQ6qVU_10.wav", "x");
  folder.write("cmu_mosi_std_folds.py",
               "standard_train_fold=['x']\nstandard_valid_fold=['_dI--eQ6qVU']\n"
               "standard_test_fold=['y']\n");
  const auto got = make_dataset("mosi", {}, folder.path())->utterances();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "0h-zjBukYpk/2");
  EXPECT_EQ(got[0].label, "neutral");
  EXPECT_EQ(got[0].split, "test") << "of the list, where the folds do not name the video";
  EXPECT_EQ(got[1].key, "_dI--eQ6qVU/10");
  EXPECT_EQ(got[1].audio, folder.path() / "Raw/Audio/WAV_16000/Segmented/_dI--eQ6qVU_10.wav");
  EXPECT_EQ(got[1].split, "validation");
  EXPECT_EQ(got[1].extra.at("sentiment_7"), "-2");
}

TEST(Mosi, AFaultNamesItsLine) {
  const TemporaryFolder folder;
  folder.write("label.csv", "video_id,clip_id,text,label,mode\na,,NO,-1.4,train\n");
  try {
    make_dataset("mosi", {}, folder.path())->utterances();
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("label.csv:2: has no video_id, clip_id or label"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
