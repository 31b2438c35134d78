// What is read before training: damage is told or dropped, lengths are compared, and later changes
// are noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/hash.hpp"
#include "base/remedy.hpp"
#include "builders.hpp"
#include "data/loading/loader.hpp"
#include "data/manifest/clips_csv.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/lengths.hpp"
#include "data/manifest/verify.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

class AudioCheck : public ::testing::Test {
 protected:
  /// Clips k0, k1, ... of a second each.
  Manifest clips(int count) {
    std::vector<Utterance> list;
    for (int i = 0; i < count; ++i) {
      auto u = toy::utterance("k" + std::to_string(i) + " " + (i % 2 == 0 ? "a" : "b"));
      u.audio = file(i);
      toy::write_wave(u.audio, 16000, i);
      list.push_back(std::move(u));
    }
    return toy::manifest_from(list);
  }
  std::filesystem::path file(int i) const {
    return folder_.path / ("k" + std::to_string(i) + ".wav");
  }
  void silence(int i) const {
    auto bytes = read_file(file(i));
    std::fill(bytes.begin() + 44, bytes.end(), '\0');
    replace_file(file(i), bytes);
  }
  static std::string why(ClipSource& source, std::size_t clip, Exit exit) {
    try {
      source.samples(clip);
      return "";
    } catch (const RemediableError& error) {
      EXPECT_EQ(error.exit(), exit);
      EXPECT_EQ(error.remedy(), Remedy::resume_restored);
      return error.what();
    }
  }

  toy::Folder folder_;
  Faults faults_;
};

}  // namespace

TEST_F(AudioCheck, StopsForSilenceAndDropsItUnderSkipDamaged) {
  auto strict = clips(4);
  silence(1);
  auto lenient = strict;
  const auto hash = lenient.hash;
  EXPECT_TRUE(check_audio(strict, {toy::table()}, faults_));
  EXPECT_EQ(faults_.exit(), Exit::damaged);
  EXPECT_THAT(faults_.text(), AllOf(HasSubstr("1 clip cannot be used"),
                                    HasSubstr("k1.wav: holds the value 0 throughout")));

  Faults none;
  auto table = toy::table();
  table.skip_damaged = true;
  EXPECT_TRUE(check_audio(lenient, {table}, none));
  EXPECT_EQ(none.text(), "");
  EXPECT_EQ(lenient.clips.size(), 3u);
  ASSERT_EQ(lenient.damaged.size(), 1u);
  EXPECT_EQ(lenient.damaged[0].key, "k1");
  EXPECT_THAT(lenient.damaged[0].text, HasSubstr("clip 'k1'"));
  EXPECT_NE(lenient.hash, hash) << "the clips are others now";
}

TEST_F(AudioCheck, OfGoodAudioChangesNothingButTheDigests) {
  auto m = clips(3);
  EXPECT_FALSE(check_audio(m, {toy::table()}, faults_));
  EXPECT_EQ(faults_.text(), "");
  for (const auto& clip : m.clips) EXPECT_EQ(clip.digest.size(), 64u);
  EXPECT_NE(m.clips[0].digest, m.clips[1].digest);
}

TEST_F(AudioCheck, TakesInWhatIsOnlyHeard) {
  auto m = clips(3);
  hear(m, [](const Clip& clip) { return clip.utterance.key == "k1"; });
  EXPECT_FALSE(check_audio(m, {toy::table()}, faults_));
  ASSERT_EQ(m.heard.size(), 1u);
  EXPECT_EQ(m.heard[0].digest.size(), 64u);
  EXPECT_THAT(clips_csv(m), HasSubstr("\nk1,"));
  auto other = m;
  other.heard[0].digest = m.clips[0].digest;
  EXPECT_THAT(changed_clips(other, clips_csv(m), "clips.csv"), ElementsAre(HasSubstr("clip 'k1'")));
  EXPECT_NE(audio_hash(m), audio_hash(other));

  silence(1);
  EXPECT_TRUE(check_audio(m, {toy::table()}, faults_));
  EXPECT_THAT(faults_.text(), HasSubstr("k1.wav: holds the value 0 throughout"));
  EXPECT_TRUE(m.heard.empty());
  EXPECT_EQ(m.clips.size(), 2u);
}

TEST_F(AudioCheck, AFileThatIsGoneIsMissingAlsoUnderSkipDamaged) {
  auto m = clips(3);
  std::filesystem::remove(file(2));
  auto table = toy::table();
  table.skip_damaged = true;
  EXPECT_TRUE(check_audio(m, {table}, faults_));
  EXPECT_EQ(faults_.exit(), Exit::missing);
  EXPECT_THAT(faults_.text(), HasSubstr("1 of 3 audio files does not exist: clip 'k2'"));
}

// The scale and the numbers of a data set that reads audio itself are those of files.
TEST_F(AudioCheck, HoldsDataSetsThatReadAudioToTheSameRules) {
  struct Odd : toy::FakeDataset {
    using FakeDataset::FakeDataset;
    serhost::Waveform read(const Utterance& u) const override {
      auto out = FakeDataset::read(u);
      if (u.key == "k1000") out.samples[50] = 20000.0F;
      if (u.key == "k1001") out.samples.assign(200, 0.25F);
      if (u.key == "k1002") out.samples[0] = std::numeric_limits<float>::infinity();
      if (u.key == "k1003") out.sample_rate = 999;
      if (u.key == "k1004") out.samples.resize(20000);
      return out;
    }
  };
  auto m = toy::manifest_with(std::make_shared<Odd>(6));
  std::vector<std::string> texts;
  for (const auto& damage : verify(m)) {
    EXPECT_EQ(damage.exit, Exit::damaged);
    texts.push_back(damage.text);
  }
  EXPECT_THAT(
      texts,
      ElementsAre(AllOf(HasSubstr("clip 'k1000': dataset 'toy' gave samples that cannot be used"),
                        HasSubstr("sample 50 (at 0.003125 s, channel 0) is 20000")),
                  HasSubstr("clip 'k1001': holds the value 0.25 throughout"),
                  HasSubstr("sample 0 (at 0 s, channel 0) is not a finite number"),
                  HasSubstr("gave the sample rate 999 Hz; expected 1000 to 768000"),
                  HasSubstr("clip 'k1004': decodes to 1.25 s, but 0.03125 s are expected")));
  EXPECT_THAT(m.audio_notes,
              ElementsAre("dataset 'toy': 1 clip has samples beyond 1.5, where audio lies between "
                          "-1 and 1; the loudest is clip 'k1005' with 5.009"));
}

TEST_F(AudioCheck, TellsTwentyAndCountsTheRest) {
  auto m = clips(25);
  for (int i = 0; i < 25; ++i) silence(i);
  check_audio(m, {toy::table()}, faults_);
  EXPECT_THAT(faults_.text(),
              AllOf(HasSubstr("25 clips cannot be used"),
                    HasSubstr("\n  and 5 more; serhost data verify names them all")));
  const auto text = faults_.text();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 21);
}

TEST_F(AudioCheck, ComparesFilesWithTheChecksumsOfTheirList) {
  auto m = clips(2);
  m.clips[0].utterance.extra["sha256"] = sha256_of_file(file(0));
  m.clips[1].utterance.extra["sha256"] = sha256_of_file(file(0));
  const auto found = verify(m);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].clip, 1u);
  EXPECT_THAT(found[0].text,
              HasSubstr("has been altered: its SHA-256 is " + sha256_of_file(file(1))));
}

TEST_F(AudioCheck, WhatIsReplacedOrRemovedLaterIsNoticed) {
  auto m = clips(3);
  check_audio(m, {toy::table()}, faults_);
  ClipSource source(m, 16000, 0);  // no memory: every access reads
  EXPECT_EQ(why(source, 0, Exit::damaged), "");
  toy::write_wave(file(0), 16000, 1000);
  std::filesystem::remove(file(1));
  EXPECT_THAT(
      why(source, 0, Exit::damaged),
      AllOf(HasSubstr("clip 'k0'"), HasSubstr("is not the audio that it was when the run began")));
  EXPECT_THAT(why(source, 1, Exit::missing),
              AllOf(HasSubstr("clip 'k1'"), HasSubstr("it could be read when the run began")));
  EXPECT_EQ(why(source, 2, Exit::damaged), "");
}

TEST_F(AudioCheck, ClipsOfARunAreReadBackWhateverTheirKeys) {
  auto m = clips(4);
  check_audio(m, {toy::table()}, faults_);
  m.clips[0].utterance.key = "a,\"b\"\n c ";
  m.clips[1].utterance.key = "=1+1";
  m.clips[2].utterance.key = "-x";
  EXPECT_TRUE(changed_clips(m, clips_csv(m), "clips.csv").empty());

  auto other = m;
  other.clips[1].digest = m.clips[0].digest;
  other.clips[3].utterance.key = "new";
  EXPECT_THAT(changed_clips(other, clips_csv(m), "clips.csv"),
              ElementsAre(HasSubstr("clip '=1+1'"), HasSubstr("clip 'new'"),
                          HasSubstr("clip 'k3': is in clips.csv, but not there any more")));
  EXPECT_THROW(changed_clips(m, "key,part\n", "clips.csv"), DataError);
  EXPECT_THROW(changed_clips(m, "key,seconds,sha256\na,1\n", "clips.csv"), DataError);
  EXPECT_NE(audio_hash(m), audio_hash(other));
}

TEST_F(AudioCheck, ShortClipsAreCountedInSamplesOfTheBackbone) {
  auto m = clips(3);
  m.clips[0].seconds = 399.0 / 16000.0;
  m.clips[1].seconds = 400.0 / 16000.0;
  m.clips[2].seconds = 0.0;  // not known: the loader tells
  const LengthRule rule{16000, 400, {}};
  EXPECT_THAT(short_clips(m, rule), ElementsAre(0u));
  check_lengths(m, rule, {"e.toml", 0, 0}, faults_);
  EXPECT_EQ(faults_.exit(), Exit::damaged);
  EXPECT_THAT(faults_.text(), AllOf(HasSubstr("clip 'k0' lasts 0.0249 s"),
                                    HasSubstr("train.pad_short"), Not(HasSubstr("k1"))));

  Faults crop;
  check_lengths(m, {16000, 400, 0.02}, {"e.toml", 0, 0}, crop);
  EXPECT_EQ(crop.exit(), Exit::config);
  EXPECT_THAT(crop.text(),
              HasSubstr("train.max_seconds: found 0.02, but the backbone needs at least 0.025 s"));
}

TEST(PaddedLoader, PutsZerosBehindAShortClipAndCountsThemAsAudio) {
  const auto m =
      toy::manifest_with(std::make_shared<toy::FakeDataset>(3));  // 100, 200, 300 samples
  LoadOptions options;
  options.shortest = 250;
  options.pad_short = true;
  ClipSource source(m, 16000);
  Loader loader(source, m, {{0, 1}, {2}}, options);
  const auto first = loader.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->lengths, (std::vector<std::int64_t>{250, 250}));
  EXPECT_EQ(first->longest, 250);
  EXPECT_EQ(first->values[99], 99.0F / 65536.0F);
  EXPECT_EQ(first->values[100], 0.0F);
  EXPECT_EQ(first->values[250 + 199], 1.0F + 199.0F / 65536.0F);
  EXPECT_EQ(first->values[250 + 200], 0.0F);
  EXPECT_EQ(loader.next()->lengths, (std::vector<std::int64_t>{300}));
}
