// The made-up corpus: deterministic, as long as it says, labelled in full, and with emotions in
// shape rather than in means.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <serhost/testing/dataset.hpp>
#include <set>

namespace {

using serhost::testing::make_dataset;

serhost::Waveform read(const std::shared_ptr<serhost::Dataset>& corpus,
                       const serhost::Utterance& one) {
  return dynamic_cast<const serhost::ReadsAudio&>(*corpus).read(one);
}

double decibels(const std::vector<float>& samples) {
  double power = 0.0;
  for (const float sample : samples) power += static_cast<double>(sample) * sample;
  return 10.0 * std::log10(power / static_cast<double>(samples.size()) + 1e-12);
}

/// dB by which the second half is louder than the first.
double swell(const std::vector<float>& samples) {
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  return decibels({middle, samples.end()}) - decibels({samples.begin(), middle});
}

TEST(Synthetic, ListsEverySpeakerEmotionSentenceAndTakeOnce) {
  const auto corpus = make_dataset("synthetic", {}, {});
  serhost::testing::expect_conforms(*corpus);
  const auto all = corpus->utterances();
  EXPECT_EQ(all.size(), 10U * 4U * 6U * 2U);
  std::set<std::string> keys, speakers, sessions;
  std::set<std::pair<std::string, std::int64_t>> turns;
  for (const auto& one : all) {
    keys.insert(one.key);
    speakers.insert(one.speaker.value());
    sessions.insert(one.session.value());
    turns.emplace(one.dialogue.value(), one.turn.value());
    EXPECT_EQ(one.label, one.corpus_label);
    EXPECT_EQ(one.dimensions.size(), 3U);
    double votes = 0.0;
    for (const auto& [name, count] : one.votes) votes += count;
    EXPECT_EQ(votes, 5.0);
  }
  EXPECT_EQ(keys.size(), all.size());
  EXPECT_EQ(turns.size(), all.size()) << "no two utterances share a turn of a dialogue";
  EXPECT_EQ(speakers.size(), 10U);
  EXPECT_EQ(sessions.size(), 5U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto& a, const auto& b) { return a.key < b.key; }));
}

TEST(Synthetic, TheSameSeedGivesTheSameSamplesAndAnotherSeedOthers) {
  const auto first = make_dataset("synthetic", {"speakers=2"}, {}),
             second = make_dataset("synthetic", {"speakers=2"}, {});
  const auto other = make_dataset("synthetic", {"speakers=2", "seed=1"}, {});
  const auto one = first->utterances().at(5);
  EXPECT_EQ(read(first, one).samples, read(second, one).samples);
  EXPECT_NE(read(first, one).samples, read(other, other->utterances().at(5)).samples);
}

TEST(Synthetic, AClipDoesNotDependOnWhatElseIsInTheCorpus) {
  const auto small = make_dataset("synthetic", {"speakers=1", "sentences=1", "takes=1"}, {}),
             large = make_dataset("synthetic", {}, {});
  for (const auto& one : small->utterances())
    EXPECT_EQ(read(small, one).samples, read(large, one).samples) << one.key;
}

TEST(Synthetic, ClipsAreAsLongAsTheirEndSaysAndKeepWithinFullScale) {
  const auto corpus = make_dataset("synthetic", {"speakers=3", "takes=1"}, {});
  for (const auto& one : corpus->utterances()) {
    const auto wave = read(corpus, one);
    ASSERT_EQ(wave.sample_rate, 16000);
    ASSERT_EQ(static_cast<double>(wave.samples.size()) / 16000.0, one.end.value()) << one.key;
    EXPECT_GE(one.end.value(), 1.19);
    EXPECT_LE(one.end.value(), 2.51);
    EXPECT_GT(decibels(wave.samples), -50.0);
    for (const float sample : wave.samples) {
      ASSERT_LE(std::abs(sample), 1.0F);
      ASSERT_EQ(sample * 32768.0F, std::nearbyint(sample * 32768.0F))
          << "samples are on the grid of 16-bit PCM";
    }
  }
}

TEST(Synthetic, ReadHonorsASectionAndACorpusNameBeforeTheKey) {
  const auto corpus = make_dataset("synthetic", {"speakers=1"}, {});
  auto one = corpus->utterances().at(3);
  const auto whole = read(corpus, one).samples;
  one.key = "made_up/" + one.key;
  one.start = 0.5;
  one.end = 0.75;
  EXPECT_EQ(read(corpus, one).samples,
            std::vector<float>(whole.begin() + 8000, whole.begin() + 12000));
  one.key = "nobody";
  EXPECT_THROW(read(corpus, one), std::exception);
}

TEST(Synthetic, HappinessSwellsAndSadnessFadesUnlessEmotionsOverlapFully) {
  for (const double overlap : {0.0, 1.0}) {
    const auto corpus =
        make_dataset("synthetic", {"takes=1", "overlap=" + std::to_string(overlap)}, {});
    std::map<std::string, std::map<std::string, double>> swells;
    for (const auto& one : corpus->utterances())
      swells[*one.speaker + *one.sentence][*one.label] = swell(read(corpus, one).samples);
    int louder = 0;
    for (auto& [place, of] : swells) louder += of["happiness"] > of["sadness"];
    const double share = louder / static_cast<double>(swells.size());  // of 60 pairs
    if (overlap == 0.0) {
      EXPECT_GT(share, 0.85);
    } else {
      EXPECT_NEAR(share, 0.5, 0.2);
    }
  }
}

TEST(Synthetic, MeanEnergyAndLengthSayLittleAboutTheEmotion) {
  const auto corpus = make_dataset("synthetic", {}, {});
  std::map<std::string, std::vector<double>> energy, length;
  for (const auto& one : corpus->utterances()) {
    energy[*one.label].push_back(decibels(read(corpus, one).samples));
    length[*one.label].push_back(*one.end);
  }
  for (auto* figure : {&energy, &length}) {
    double lowest = 1e9, highest = -1e9, within = 0.0;
    for (const auto& [label, values] : *figure) {
      double mean = 0.0, square = 0.0;
      for (const double value : values) mean += value / static_cast<double>(values.size());
      for (const double value : values)
        square += (value - mean) * (value - mean) / static_cast<double>(values.size());
      lowest = std::min(lowest, mean);
      highest = std::max(highest, mean);
      within += std::sqrt(square) / 4.0;
    }
    EXPECT_LT(highest - lowest, 0.6 * within) << "emotions lie within the spread of each";
  }
}

TEST(Synthetic, OtherEmotionsAndRatesWorkToo) {
  const auto corpus = make_dataset("synthetic",
                                   {"speakers=1", "sentences=1", "takes=1", "sample_rate=8000",
                                    "emotions=[\"fear\",\"disgust\",\"surprise\"]"},
                                   {});
  const auto all = corpus->utterances();
  ASSERT_EQ(all.size(), 3U);
  for (const auto& one : all) {
    const auto wave = read(corpus, one);
    EXPECT_EQ(wave.sample_rate, 8000);
    EXPECT_EQ(wave.samples.size(), static_cast<std::size_t>(std::llround(*one.end * 8000.0)));
  }
}

TEST(Synthetic, ACorpusOfMoreThanAMillionClipsIsRefused) {
  EXPECT_THROW(make_dataset("synthetic", {"speakers=1000", "sentences=1000"}, {}), std::exception);
}

TEST(Synthetic, EmotionsMustBeTwoDifferentNames) {
  EXPECT_THROW(make_dataset("synthetic", {"emotions=[\"anger\"]"}, {}), std::exception);
  EXPECT_THROW(make_dataset("synthetic", {"emotions=[\"anger\",\"anger\"]"}, {}), std::exception);
  EXPECT_THROW(make_dataset("synthetic", {"emotions=[\"anger\",\"a/b\"]"}, {}), std::exception);
}

}  // namespace
