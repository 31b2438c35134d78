#include "data/loading/batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "builders.hpp"

using namespace serhost;
using namespace serhost::data;

namespace {

std::vector<std::size_t> all(const Manifest& m) {
  std::vector<std::size_t> out(m.clips.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

std::vector<std::size_t> flat(const std::vector<Batch>& batches) {
  std::vector<std::size_t> out;
  for (const auto& batch : batches) out.insert(out.end(), batch.begin(), batch.end());
  return out;
}

std::vector<std::size_t> sorted(std::vector<std::size_t> items) {
  std::sort(items.begin(), items.end());
  return items;
}

double padding(const Manifest& m, const std::vector<Batch>& batches) {
  double padded = 0, real = 0;
  for (const auto& batch : batches) {
    double longest = 0;
    for (const auto i : batch)
      real += m.clips[i].seconds, longest = std::max(longest, m.clips[i].seconds);
    padded += longest * static_cast<double>(batch.size());
  }
  return padded / real - 1.0;
}

class Batches : public ::testing::Test {
 protected:
  Manifest m_ = toy::manifest_from(toy::random_corpus(11, 10, 4));
  config::TrainTable train_;
};

}  // namespace

TEST_F(Batches, OfTrainingHoldEveryClipOnceInAnOrderOfSeedAndEpoch) {
  for (const bool bucket : {true, false}) {
    train_.bucket = bucket;
    const auto one = training_batches(m_, all(m_), train_, 1, 1);
    EXPECT_EQ(sorted(flat(one)), all(m_));
    EXPECT_EQ(one, training_batches(m_, all(m_), train_, 1, 1));
    EXPECT_NE(one, training_batches(m_, all(m_), train_, 1, 2));
    EXPECT_NE(one, training_batches(m_, all(m_), train_, 2, 1));
  }
}

/// 262 hours in 169,053 clips, as emotion2vec pre-trains on, in updates of 16 x 1e6 samples.
TEST_F(Batches, WithoutPaddingAreAsManyAsTheirAudioFills) {
  Manifest m;
  Random random(4);
  double seconds = 0.0;
  for (int i = 0; i < 169053; ++i) {
    Clip clip;
    clip.seconds = std::clamp(4.6 * std::exp(0.62 * random.normal()), 0.5, 20.0);
    seconds += clip.seconds;
    m.clips.push_back(std::move(clip));
  }
  for (auto& clip : m.clips) clip.seconds *= 262.0 * 3600.0 / seconds;
  train_.bucket = true;
  train_.batch_seconds = 250.0;
  train_.accumulate = 4;
  train_.epochs = 1;
  EXPECT_GT(training_updates(m, all(m), train_, 1), 1100) << "padding counts";
  train_.batch_padding = false;
  EXPECT_NEAR(static_cast<double>(training_updates(m, all(m), train_, 1)), 943.0, 0.05 * 943.0);
  for (const auto& batch : training_batches(m, all(m), train_, 1, 0)) {
    double filled = 0.0;
    for (const auto i : batch) filled += m.clips[i].seconds;
    ASSERT_LE(filled, 250.0);
  }
}

TEST_F(Batches, KeepTheLastIncompleteOne) {
  train_.batch_size = 16;
  const auto batches = training_batches(m_, all(m_), train_, 1, 1);
  EXPECT_EQ(batches.size(), (m_.clips.size() + 15) / 16);
  std::multiset<std::size_t> sizes;
  for (const auto& batch : batches) sizes.insert(batch.size());
  EXPECT_EQ(*sizes.begin(), m_.clips.size() % 16);
  EXPECT_EQ(sizes.count(16), m_.clips.size() / 16);
}

TEST_F(Batches, OfSimilarLengthNeedLessPadding) {
  train_.batch_size = 8;
  const auto bucketed = training_batches(m_, all(m_), train_, 1, 1);
  train_.bucket = false;
  EXPECT_LT(padding(m_, bucketed), 0.5 * padding(m_, training_batches(m_, all(m_), train_, 1, 1)));
}

TEST_F(Batches, BySecondsNeverExceedThemWithPadding) {
  train_.batch_seconds = 20.0;
  for (const auto& batches :
       {training_batches(m_, all(m_), train_, 3, 1), evaluation_batches(m_, all(m_), train_)}) {
    EXPECT_EQ(sorted(flat(batches)), all(m_));
    for (const auto& batch : batches) {
      double longest = 0;
      for (const auto i : batch) longest = std::max(longest, m_.clips[i].seconds);
      EXPECT_LE(longest * static_cast<double>(batch.size()), 20.0);
    }
  }
}

TEST_F(Batches, BySecondsHoldAClipThatIsLongerThanThat) {
  train_.batch_seconds = 0.1;
  EXPECT_EQ(evaluation_batches(m_, all(m_), train_).size(), m_.clips.size());
}

TEST_F(Batches, BySecondsCountWhatIsLeftAfterCropping) {
  train_.batch_seconds = 10.0;
  train_.max_seconds = 0.5;  // every clip is at least that long: 20 a batch
  EXPECT_EQ(evaluation_batches(m_, all(m_), train_).front().size(), 20u);
}

TEST_F(Batches, OfEvaluationBeginWithTheLongest) {
  const auto batches = evaluation_batches(m_, all(m_), train_);
  const auto order = flat(batches);
  EXPECT_EQ(sorted(order), all(m_));
  for (std::size_t i = 1; i < order.size(); ++i)
    EXPECT_GE(m_.clips[order[i - 1]].seconds, m_.clips[order[i]].seconds);
  auto reversed = all(m_);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(batches, evaluation_batches(m_, reversed, train_));
}

TEST_F(Batches, BalancedDrawEveryClassEquallyOften) {
  std::vector<std::string> lines;
  for (int i = 0; i < 90; ++i) lines.push_back("a" + std::to_string(100 + i) + " common");
  for (int i = 0; i < 6; ++i) lines.push_back("b" + std::to_string(100 + i) + " rare");
  const auto m = toy::manifest(lines);
  train_.sampling = "balanced";
  const auto drawn = flat(training_batches(m, all(m), train_, 1, 1));
  EXPECT_EQ(drawn.size(), 96u);
  std::map<std::int64_t, int> classes;
  std::map<std::size_t, int> clips;
  for (const auto i : drawn) ++classes[m.clips[i].label], ++clips[i];
  EXPECT_EQ(classes, (std::map<std::int64_t, int>{{0, 48}, {1, 48}}));
  for (const auto& [clip, count] : clips)
    EXPECT_EQ(count, m.clips[clip].label == 0 ? 1 : 8);  // 48 / 6
}

// 90 common clips once each, 6 rare ones 15 times each.
TEST_F(Batches, OversampledRepeatRareClassesAndLeaveNothingOut) {
  std::vector<std::string> lines;
  for (int i = 0; i < 90; ++i) lines.push_back("a" + std::to_string(100 + i) + " common");
  for (int i = 0; i < 6; ++i) lines.push_back("b" + std::to_string(100 + i) + " rare");
  const auto m = toy::manifest(lines);
  train_.sampling = "oversample";
  const auto drawn = flat(training_batches(m, all(m), train_, 1, 1));
  EXPECT_EQ(drawn.size(), 180u);
  std::map<std::size_t, int> clips;
  for (const auto i : drawn) ++clips[i];
  EXPECT_EQ(clips.size(), 96u);
  for (const auto& [clip, count] : clips) EXPECT_EQ(count, m.clips[clip].label == 0 ? 1 : 15);
  EXPECT_EQ(drawn, flat(training_batches(m, all(m), train_, 1, 1)));
  EXPECT_NE(drawn, flat(training_batches(m, all(m), train_, 2, 1)));
  train_.batch_size = 16;
  train_.epochs = 3;
  EXPECT_EQ(training_updates(m, all(m), train_, 1), 3 * 12);  // ceil(180 / 16) = 12
}

TEST_F(Batches, WeighCorpora) {
  auto one = toy::table(), two = toy::table();
  one.name = "one";
  two.name = "two";
  two.weight = 3.0;
  std::vector<Utterance> a, b;
  for (int i = 0; i < 40; ++i) {
    a.push_back(toy::utterance("a" + std::to_string(100 + i) + (i % 2 == 0 ? " x" : " y")));
    b.push_back(toy::utterance("b" + std::to_string(100 + i) + (i % 2 == 0 ? " x" : " y")));
  }
  Faults faults;
  const auto m = assemble({{&one, a}, {&two, b}}, Wanted::label, faults);
  ASSERT_EQ(faults.text(), "");
  const auto drawn = flat(training_batches(m, all(m), train_, 1, 1));
  EXPECT_EQ(drawn.size(), 80u);
  // 80 draws in the proportion 1 * 40 to 3 * 40.
  EXPECT_EQ(
      std::count_if(drawn.begin(), drawn.end(), [&](auto i) { return m.clips[i].corpus == 1; }),
      60);
}

TEST_F(Batches, OfNothingAreNone) {
  EXPECT_TRUE(training_batches(m_, {}, train_, 1, 1).empty());
  EXPECT_TRUE(evaluation_batches(m_, {}, train_).empty());
  train_.sampling = "balanced";
  EXPECT_TRUE(training_batches(m_, {}, train_, 1, 1).empty());
}
