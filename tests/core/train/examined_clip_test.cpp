// A corpus that hides its cue in known frames: what decided is there. A model that is trained on
// it, through all of which gradients reach the waveform.
#include "train/examined_clip.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include "base/seed.hpp"
#include "core/train/fixtures.hpp"
#include "train/occlusion.hpp"
#include "train/trainer.hpp"

namespace serhost::train {
namespace {

constexpr std::int64_t kSamples = 240, kCueBegin = 120, kCueEnd = 144;

/// Noise; from kCueBegin to kCueEnd it lies above zero in even clips, below it in odd ones.
std::vector<float> hidden_cue(std::size_t number) {
  Random random(number);
  std::vector<float> out(kSamples);
  for (std::int64_t i = 0; i < kSamples; ++i) {
    const bool cue = i >= kCueBegin && i < kCueEnd;
    out[static_cast<std::size_t>(i)] =
        static_cast<float>((cue ? (number % 2 == 0 ? 0.8 : -0.8) : 0.0) + 0.05 * random.normal());
  }
  return out;
}

Restored trained() {
  auto head = fakes::small_head();
  head.pooling = "attention";
  const auto manifest = fakes::up_and_down(16);
  auto task = fakes::task_of(manifest, {0, 1, 2, 3});
  auto composition = fakes::composer(
      [](const Task&) { return std::make_shared<fakes::CrossEntropy>(); }, head)(task, 5);
  composition.train(true);
  const Batcher batcher{manifest, *task.rules, {1.0, 1.0}, at::kCPU};
  Collective alone;
  const TrainContext context{.composition = composition,
                             .batcher = batcher,
                             .collective = alone,
                             .seed = 5,
                             .place = "a test",
                             .epochs = 10};
  Trainer trainer(context, fakes::experiment().train);
  for (std::int64_t u = 0; u < 120; ++u) {
    data::LoadedBatch loaded;
    loaded.longest = kSamples;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto clip = static_cast<std::size_t>(u % 4) * 4 + i;
      const auto samples = hidden_cue(clip);
      loaded.clips.push_back(clip);
      loaded.lengths.push_back(kSamples);
      loaded.values.insert(loaded.values.end(), samples.begin(), samples.end());
    }
    std::vector<MicroBatch> batch;
    batch.push_back(batcher.make(std::move(loaded)));
    trainer.update(std::move(batch), {.update = u, .updates = 120, .epoch = u / 4});
  }
  composition.train(false);
  for (auto& [name, parameter] : composition.parameters()) parameter.set_requires_grad(false);
  return {{}, std::move(task), at::kCPU, "", std::move(composition)};
}

class ExaminedClipTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { model_ = std::make_unique<Restored>(trained()); }
  static void TearDownTestSuite() { model_.reset(); }
  static std::unique_ptr<Restored> model_;
};

std::unique_ptr<Restored> ExaminedClipTest::model_;

TEST_F(ExaminedClipTest, GradientsLieInTheCueAndSumToTheDifferenceOfTheScores) {
  // Without a cue the model says "up": what is up has nothing to show against silence.
  for (const std::size_t clip : {21U, 23U}) {
    ExaminedClip examined(*model_, at::tensor(hidden_cue(clip)), true);
    EXPECT_FALSE(examined.by_front_end());
    constexpr std::int64_t output = 1;
    EXPECT_EQ(examined.scores().argmax(0).item<std::int64_t>(), output);
    const auto found = examined.gradients(output, 0.004);
    const double difference = found.score - found.baseline;
    EXPECT_GT(difference, 0.5);
    EXPECT_NEAR(found.sum(), difference, 0.01 * difference);
    EXPECT_EQ(found.scaled, 0.0);
    EXPECT_NEAR(found.values.narrow(0, kCueBegin, kCueEnd - kCueBegin).sum().item<double>(),
                difference, 0.15 * difference)
        << clip;
  }
}

TEST_F(ExaminedClipTest, QuietInTheCueAloneChangesTheScore) {
  ExaminedClip examined(*model_, at::tensor(hidden_cue(21)), true);
  const auto pieces = pieces_of(kSamples, kCueEnd - kCueBegin);
  const Occluded occluded(examined.audio(), 16000);
  const auto falls = examined.falls(pieces.size(), 1, [&](std::size_t i) {
    return occluded.without_piece(pieces[i].first, pieces[i].second);
  });
  ASSERT_EQ(falls.size(), 10U);
  for (std::size_t i = 0; i < falls.size(); ++i) {
    if (pieces[i].first == kCueBegin) EXPECT_GT(falls[i], 0.5);
    else EXPECT_LT(std::abs(falls[i]), 0.2 * falls[kCueBegin / (kCueEnd - kCueBegin)]) << i;
  }
}

TEST_F(ExaminedClipTest, AttentionIsWhatThePoolingWeighsBy) {
  ExaminedClip examined(*model_, at::tensor(hidden_cue(20)), true);
  const auto weights = examined.attention();
  ASSERT_EQ(weights.sizes(), (std::vector<std::int64_t>{1, kSamples / 4}));
  EXPECT_NEAR(weights.sum().item<double>(), 1.0, 1e-5);
  EXPECT_GE(weights.min().item<double>(), 0.0);
}

}  // namespace
}  // namespace serhost::train
