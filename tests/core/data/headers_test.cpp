// What the headers of audio files say of clips, before anything is decoded.
#include "data/manifest/headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builders.hpp"
#include "data/manifest/manifest.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using toy::Folder;
using toy::table;

class Headers : public ::testing::Test {
 protected:
  Manifest with_files(std::size_t count) {
    std::vector<Utterance> list;
    for (std::size_t i = 0; i < count; ++i) {
      auto u = toy::utterance("clip" + std::to_string(i) + (i % 2 == 0 ? " x" : " y"));
      u.audio = folder_.path / ("clip" + std::to_string(i) + ".wav");
      list.push_back(std::move(u));
    }
    return toy::manifest_from(std::move(list));
  }
  Folder folder_;
  Faults faults_;
};

TEST_F(Headers, GiveTheSecondsOfWholeFilesAndSections) {
  auto manifest = with_files(2);
  toy::write_wave(folder_.path / "clip0.wav", 16000);
  toy::write_wave(folder_.path / "clip1.wav", 8000, 0, 8000);
  manifest.clips[1].utterance.start = 0.25;
  read_headers(manifest, {table()}, faults_);
  EXPECT_EQ(faults_.text(), "");
  EXPECT_DOUBLE_EQ(manifest.clips[0].seconds, 1.0);
  EXPECT_DOUBLE_EQ(manifest.clips[1].seconds, 0.75);
}

TEST_F(Headers, TellTheFirstTwentyMissingFilesAndTheCount) {
  auto manifest = with_files(26);
  toy::write_wave(folder_.path / "clip7.wav", 100);
  read_headers(manifest, {table()}, faults_);
  EXPECT_EQ(faults_.exit(), Exit::missing);
  EXPECT_THAT(faults_.text(), HasSubstr("25 of 26 audio files do not exist:\n  "));
  EXPECT_THAT(faults_.text(), HasSubstr("clip3.wav\n"));
  EXPECT_THAT(faults_.text(), HasSubstr("\n  and 5 more"));
  EXPECT_EQ(manifest.clips.size(), 1u);
}

TEST_F(Headers, UnreadableOnesAreAFaultOrAreSkipped) {
  auto manifest = with_files(2);
  toy::write_wave(folder_.path / "clip0.wav", 100);
  replace_file(folder_.path / "clip1.wav", "this is not audio at all");
  auto lenient = manifest;
  read_headers(manifest, {table()}, faults_);
  EXPECT_EQ(faults_.exit(), Exit::damaged);
  EXPECT_THAT(faults_.text(), HasSubstr("clip 'clip1'"));

  Faults none;
  auto skipping = table();
  skipping.skip_damaged = true;
  read_headers(lenient, {skipping}, none);
  EXPECT_EQ(none.text(), "");
  EXPECT_EQ(lenient.clips.size(), 1u);
  ASSERT_EQ(lenient.damaged.size(), 1u);
  EXPECT_THAT(lenient.damaged[0].text, HasSubstr("clip1.wav"));
}

TEST_F(Headers, AbsentOnesAreSkippedTooUnlessAllAre) {
  auto manifest = with_files(3);
  auto nothing = manifest;
  toy::write_wave(folder_.path / "clip0.wav", 100);
  auto skipping = table();
  skipping.skip_damaged = true;
  read_headers(manifest, {skipping}, faults_);
  EXPECT_EQ(faults_.text(), "");
  EXPECT_EQ(manifest.clips.size(), 1u);
  ASSERT_EQ(manifest.damaged.size(), 2u);
  EXPECT_EQ(manifest.damaged[0].key, "clip1");
  EXPECT_EQ(manifest.damaged[0].exit, Exit::missing);
  EXPECT_THAT(manifest.damaged[0].text,
              AllOf(HasSubstr("clip 'clip1': "), HasSubstr("clip1.wav: there is no such file")));

  std::filesystem::remove(folder_.path / "clip0.wav");
  read_headers(nothing, {skipping}, faults_);
  EXPECT_EQ(faults_.exit(), Exit::missing);
  EXPECT_THAT(faults_.text(), HasSubstr("3 of 3 audio files do not exist"));
}

TEST_F(Headers, ASectionOutsideOfTheFileIsDamage) {
  auto manifest = with_files(2);
  toy::write_wave(folder_.path / "clip0.wav", 16000);
  toy::write_wave(folder_.path / "clip1.wav", 16000);
  manifest.clips[0].utterance.end = 1.5;
  manifest.clips[1].utterance.channel = 1;
  read_headers(manifest, {table()}, faults_);
  EXPECT_THAT(faults_.text(), HasSubstr("is outside of the file, which lasts 1 s"));
  EXPECT_THAT(faults_.text(), HasSubstr("channel 1 is asked for"));
}

TEST_F(Headers, LengthsThatContradictTheListAreTold) {
  auto manifest = with_files(4);
  for (int i = 0; i < 4; ++i)
    toy::write_wave(folder_.path / ("clip" + std::to_string(i) + ".wav"), 16000);
  const auto lists = [&](std::size_t clip, const char* seconds) {
    manifest.clips[clip].utterance.extra["length"] = seconds;
  };
  lists(0, "1.02");  // rounded
  lists(1, "3.5");
  lists(2, "1.0");  // of the file, of which it is a section
  manifest.clips[2].utterance.end = 0.5;
  lists(3, "short");  // a column of that name that means something else
  read_headers(manifest, {table()}, faults_);
  EXPECT_EQ(faults_.text(), "");
  EXPECT_THAT(manifest.warnings,
              ElementsAre(AllOf(HasSubstr("1 clip does not last as long as the list says"),
                                HasSubstr("clip 'clip1' lasts 1 s, but the list says 3.5"))));
}

TEST_F(Headers, OfADatasetThatReadsAudioAreNotRead) {
  const auto dataset = std::make_shared<toy::FakeDataset>(3);
  auto manifest = toy::manifest_with(dataset);
  read_headers(manifest, {table()}, faults_);
  EXPECT_EQ(faults_.text(), "");
  ASSERT_EQ(manifest.clips.size(), 3u);
  EXPECT_DOUBLE_EQ(manifest.clips[2].seconds, 300.0 / 16000.0);
}
