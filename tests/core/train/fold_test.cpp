// Whole runs over a tiny corpus.
#include <ATen/ops/equal.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/train/fixtures.hpp"
#include "host/built_in.hpp"
#include "train/evaluate.hpp"
#include "train/loop.hpp"

namespace serhost::train {
namespace {

constexpr std::size_t kClips = 32;

fakes::Recorder run_test(const Composer& compose, const config::Experiment& experiment,
                         RunOptions options = {}) {
  fakes::Recorder recorder;
  options.threads = 1;
  run_with(compose, experiment, fakes::up_and_down(kClips), {fakes::halves(kClips)}, recorder,
           options);
  return recorder;
}

TEST(Run, LearnsWhatIsEasyToLearn) {
  auto experiment = fakes::experiment();
  experiment.train.epochs = 15;
  const auto heard = run_test(fakes::cross_entropy(), experiment);
  ASSERT_EQ(heard.epochs.size(), 15U);
  EXPECT_LT(heard.epochs.back().train_loss, 0.1 * heard.epochs.front().train_loss);
  EXPECT_EQ(heard.epochs.back().validated("ua"), 1.0);
  ASSERT_EQ(heard.ended.size(), 1U);
  for (const auto& prediction : heard.ended[0].predictions)
    EXPECT_EQ(prediction.predicted, prediction.truth) << prediction.key;
}

TEST(Run, PredictsEveryTestClipOnceWithProbabilitiesThatSumToOne) {
  const auto heard = run_test(fakes::cross_entropy(), fakes::experiment());
  std::set<std::string> keys;
  for (const auto& prediction : heard.ended[0].predictions) {
    keys.insert(prediction.key);
    EXPECT_NEAR(prediction.probabilities[0] + prediction.probabilities[1], 1.0, 1e-12);
    EXPECT_EQ(prediction.predicted,
              prediction.probabilities[1] > prediction.probabilities[0] ? 1 : 0);
    EXPECT_EQ(prediction.seed, 1);
  }
  EXPECT_EQ(keys.size(), kClips / 4);
  EXPECT_EQ(*keys.begin(), "c24");
}

TEST(Run, TellsWhatHappensInOrder) {
  const auto heard = run_test(fakes::cross_entropy(), fakes::experiment());
  ASSERT_EQ(heard.started.size(), 1U);
  EXPECT_EQ(heard.started[0].train, kClips / 2);
  EXPECT_EQ(heard.started[0].parameters, (4 * 3 + 3) + (3 * 8 + 8) + (8 * 2 + 2));
  ASSERT_EQ(heard.epochs.size(), 4U);
  EXPECT_EQ(heard.epochs[1].epoch, 2);
  EXPECT_EQ(heard.epochs[1].step, 8);  // 16 clips by 4, two epochs
  EXPECT_DOUBLE_EQ(heard.epochs[0].lr, 0.02);
  EXPECT_GT(heard.epochs[0].logged.at("margin"), 0.0);
  EXPECT_GT(heard.ended[0].train_seconds, heard.ended[0].host_seconds);
  EXPECT_EQ(heard.last.done, static_cast<std::int64_t>(kClips / 4));
  EXPECT_EQ(heard.last.stage, "fold 1/1 seed 1 test");
}

TEST(Run, GivesTheSameBitsTwice) {
  const auto a = run_test(fakes::cross_entropy(), fakes::experiment()),
             b = run_test(fakes::cross_entropy(), fakes::experiment());
  for (std::size_t i = 0; i < a.epochs.size(); ++i)
    EXPECT_EQ(a.epochs[i].train_loss, b.epochs[i].train_loss);
  for (std::size_t i = 0; i < a.ended[0].predictions.size(); ++i) {
    EXPECT_EQ(a.ended[0].predictions[i].probabilities, b.ended[0].predictions[i].probabilities);
  }
}

TEST(Run, GivesOtherBitsForAnotherSeed) {
  auto experiment = fakes::experiment();
  experiment.seeds = {1, 2};
  const auto heard = run_test(fakes::cross_entropy(), experiment);
  ASSERT_EQ(heard.ended.size(), 2U);
  EXPECT_EQ(heard.ended[1].seed, 2);
  EXPECT_NE(heard.ended[0].predictions[0].probabilities,
            heard.ended[1].predictions[0].probabilities);
}

TEST(Run, StopsAtANanAndNamesEpochStepAndClips) {
  const auto compose =
      fakes::composer([](const Task&) { return std::make_shared<fakes::TurnsToNan>(); });
  try {
    run_test(compose, fakes::experiment());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::failed);
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("the loss is nan"),
                                             testing::HasSubstr("epoch 1, step 3"),
                                             testing::ContainsRegex("for c[0-9][13579]")));
  }
}

TEST(Run, PredictsWithTheBestEpochNotTheLast) {
  auto experiment = fakes::experiment();
  experiment.train.epochs = 6;
  experiment.train.optimizer.lr = 3.0;  // far too large: epochs differ
  experiment.train.optimizer.name = "sgd";
  experiment.train.optimizer.component.info =
      &host::built_in_registry().get(Kind::optimizer, "sgd");
  experiment.train.optimizer.component.values = {0.0};  // momentum
  const auto heard = run_test(fakes::cross_entropy(), experiment);
  const auto best = heard.ended[0].best_epoch;
  double most = -1.0;
  std::int64_t first = 0;
  for (const auto& epoch : heard.epochs) {
    if (epoch.validated("ua").value() > most)
      most = epoch.validated("ua").value(), first = epoch.epoch;
  }
  EXPECT_EQ(best, first) << "ties go to the earlier epoch";
  auto shorter = experiment;
  shorter.train.epochs = best;  // a constant schedule: the first epochs are the same
  EXPECT_EQ(run_test(fakes::cross_entropy(), shorter).ended[0].predictions[0].probabilities,
            heard.ended[0].predictions[0].probabilities);
}

TEST(Run, EndsEarlyWhenPatienceIsExhausted) {
  auto experiment = fakes::experiment();
  experiment.train.epochs = 50;
  experiment.train.patience = 2;
  const auto heard = run_test(fakes::cross_entropy(), experiment);
  EXPECT_EQ(static_cast<std::int64_t>(heard.epochs.size()), heard.ended[0].best_epoch + 2);
}

TEST(Run, TrainsALossWithItsOwnLayerAndALossOfTheWholeBatch) {
  auto experiment = fakes::experiment();
  experiment.train.epochs = 10;
  experiment.train.accumulate = 2;
  experiment.train.clip_norm = 1.0;
  const auto own = run_test(fakes::composer([](const Task& t) {
                              return std::make_shared<fakes::OwnLayer>(t.embedding_width);
                            }),
                            experiment);
  EXPECT_EQ(own.epochs.back().validated("wa"), 1.0);
  EXPECT_LT(own.epochs.back().train_loss, 0.8 * own.epochs.front().train_loss);
  EXPECT_EQ(own.epochs.back().step, 20);  // 4 micro-batches make 2 updates per epoch
  const auto spread = run_test(
      fakes::composer([](const Task&) { return std::make_shared<fakes::Spread>(); }), experiment);
  EXPECT_LT(spread.epochs.back().train_loss, spread.epochs.front().train_loss);
  EXPECT_TRUE(std::isfinite(spread.epochs.back().validated("loss").value()));
}

TEST(Run, TrainsInBfloat16) {
  auto experiment = fakes::experiment();
  experiment.train.epochs = 15;
  experiment.train.precision = "bf16";
  const auto trained = run_test(fakes::cross_entropy(), experiment);
  EXPECT_EQ(trained.epochs.back().validated("ua"), 1.0);
  EXPECT_LT(trained.epochs.back().train_loss, 0.2 * trained.epochs.front().train_loss);
}

TEST(Run, LeavesOutFoldsThatAreDone) {
  auto experiment = fakes::experiment();
  experiment.seeds = {1, 2};
  RunOptions options;
  options.skip = [](std::int64_t, std::int64_t seed) { return seed == 1; };
  const auto heard = run_test(fakes::cross_entropy(), experiment, options);
  ASSERT_EQ(heard.ended.size(), 1U);
  EXPECT_EQ(heard.ended[0].seed, 2);
}

TEST(Run, RefusesATaskItCannotTrain) {
  auto experiment = fakes::experiment();
  experiment.task = "singing";
  EXPECT_THAT(fakes::message_of([&] { run_test(fakes::cross_entropy(), experiment); }),
              testing::HasSubstr("there is no task \"singing\". Known: classification, "));
}

TEST(Fitting, ShowsEveryTrainClipOnceInOrderBeforeTraining) {
  struct Fits : fakes::Framed, Fitted {
    void observe(const Sequence& input) override {
      lengths.push_back(input.lengths.item<std::int64_t>());
    }
    void finish() override { finished = true; }
    Sequence forward(const Sequence& in, Step& step) override {
      EXPECT_TRUE(finished);
      return fakes::Framed::forward(in, step);
    }
    std::vector<std::int64_t> lengths;
    bool finished = false;
  };
  const auto fits = std::make_shared<Fits>();
  const Composer compose = [&](FoldTask task, std::uint64_t seed) {
    return Composition(
        std::make_shared<model::Model>(std::vector{fakes::adapter(fits)}, fakes::small_head()),
        std::make_shared<fakes::CrossEntropy>(), {"loss 'fake'", "fake.so"}, task, seed);
  };
  run_test(compose, fakes::experiment());
  ASSERT_EQ(fits->lengths.size(), kClips / 2);
  for (std::size_t i = 0; i < fits->lengths.size(); ++i)
    EXPECT_EQ(fits->lengths[i], static_cast<std::int64_t>(40 + 5 * (i % 8)));
}

TEST(Evaluation, GivesTheSameWhateverTheBatchesAre) {
  const auto manifest = fakes::up_and_down(kClips);
  const auto task = fakes::task_of(manifest, {0, 1});
  auto composition = fakes::cross_entropy()(task, 1);
  const Batcher batcher(manifest, *task.rules, {1.0, 2.0}, at::kCPU);
  Collective collective;
  const TrainContext context{
      .composition = composition, .batcher = batcher, .collective = collective, .seed = 1};
  data::ClipSource source(manifest, 16000);
  const auto evaluate_in = [&](std::size_t size) {
    std::vector<data::Batch> batches;
    for (std::size_t i = 0; i < kClips; i += size) {
      batches.emplace_back();
      for (std::size_t j = i; j < std::min(i + size, kClips); ++j)
        batches.back().push_back(kClips - 1 - j);
    }
    data::Loader loader(source, manifest, batches, {});
    return evaluate(context, loader, {}, true);
  };
  const auto alone = evaluate_in(1), together = evaluate_in(kClips);
  EXPECT_NEAR(alone.loss, together.loss, 1e-6);
  const auto apart = alone.scores->rows(), joint = together.scores->rows();
  ASSERT_EQ(apart.size(), kClips);
  ASSERT_EQ(joint.size(), kClips);
  for (std::size_t i = 0; i < kClips; ++i) {
    EXPECT_EQ(apart[i].clip, i) << "in the order of the clips' indices";
    EXPECT_EQ(joint[i].clip, i);
    for (std::size_t c = 0; c < 2; ++c)
      EXPECT_NEAR(apart[i].probabilities[c], joint[i].probabilities[c], 1e-6);
  }
}

}  // namespace
}  // namespace serhost::train
