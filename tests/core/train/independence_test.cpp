// Random numbers belong to whoever draws them: what one component draws, logs or remembers shifts
// nothing for another.
#include <ATen/ops/rand.h>
#include <gmock/gmock.h>

#include "core/train/fixtures.hpp"
#include "train/loop.hpp"

namespace serhost::train {
namespace {

constexpr std::size_t kClipsOfRun = 32;

fakes::Recorder run_of(const Composer& compose, const data::Manifest& manifest,
                       const config::Experiment& experiment = fakes::experiment()) {
  fakes::Recorder recorder;
  RunOptions options;
  options.threads = 1;
  run_with(compose, experiment, manifest, {fakes::halves(kClipsOfRun)}, recorder, options);
  return recorder;
}

fakes::Recorder run_of(const Composer& compose) {
  return run_of(compose, fakes::up_and_down(kClipsOfRun));
}

void expect_same_numbers(const fakes::Recorder& a, const fakes::Recorder& b) {
  ASSERT_EQ(a.epochs.size(), b.epochs.size());
  for (std::size_t i = 0; i < a.epochs.size(); ++i) {
    EXPECT_EQ(a.epochs[i].train_loss, b.epochs[i].train_loss) << "epoch " << i + 1;
    EXPECT_EQ(a.epochs[i].validated("loss"), b.epochs[i].validated("loss")) << "epoch " << i + 1;
  }
  ASSERT_EQ(a.ended[0].predictions.size(), b.ended[0].predictions.size());
  for (std::size_t i = 0; i < a.ended[0].predictions.size(); ++i)
    EXPECT_EQ(a.ended[0].predictions[i].probabilities, b.ended[0].predictions[i].probabilities);
}

/// Draws a hundred numbers a batch for nothing, and logs three values more.
struct Talkative : fakes::CrossEntropy {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    const auto drawn = at::rand({100}, step.random);
    for (const char* name : {"first", "second", "third"}) step.log(name, drawn.mean());
    return fakes::CrossEntropy::forward(view, targets, step);
  }
};

TEST(Independence, ALossThatDrawsAndLogsMoreShiftsNothing) {
  const auto quiet = run_of(fakes::cross_entropy());
  const auto talkative =
      run_of(fakes::composer([](const Task&) { return std::make_shared<Talkative>(); }));
  expect_same_numbers(quiet, talkative);
  EXPECT_TRUE(talkative.epochs[0].logged.contains("third"));
}

/// Uses up LibTorch's default generator, as a backbone with torch's own dropout does.
struct Greedy : fakes::CrossEntropy {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    at::rand({100});
    return fakes::CrossEntropy::forward(view, targets, step);
  }
};

TEST(Independence, TheDefaultGeneratorIsSeededAnewForEveryBatch) {
  expect_same_numbers(
      run_of(fakes::cross_entropy()),
      run_of(fakes::composer([](const Task&) { return std::make_shared<Greedy>(); })));
}

TEST(Independence, ALossWithWeightsOfItsOwnLeavesTheBackboneItsInitialWeights) {
  // With a rate of 0 nothing moves: what the backbone gives is what it was made with.
  auto experiment = fakes::experiment();
  experiment.train.optimizer.lr = 0.0;
  experiment.train.epochs = 1;
  const auto own = run_of(fakes::composer([](const Task& task) {
                            return std::make_shared<fakes::OwnLayer>(task.embedding_width);
                          }),
                          fakes::up_and_down(kClipsOfRun), experiment);
  const auto again =
      run_of(fakes::composer([](const Task& task) {
               auto loss = std::make_shared<fakes::OwnLayer>(task.embedding_width);
               at::rand({1000});  // more initial weights, drawn behind those that count
               return loss;
             }),
             fakes::up_and_down(kClipsOfRun), experiment);
  expect_same_numbers(own, again);
}

TEST(Independence, AnObserverThatComputesShiftsNothing) {
  struct Busy : fakes::Recorder {
    void epoch_ended(const EpochEnded& event) override {
      at::rand({1000});  // a new metric that resamples
      Recorder::epoch_ended(event);
    }
    void progress(const Progress& event) override {
      at::rand({10});
      Recorder::progress(event);
    }
  } busy;
  RunOptions options;
  options.threads = 1;
  run_with(fakes::cross_entropy(), fakes::experiment(), fakes::up_and_down(kClipsOfRun),
           {fakes::halves(kClipsOfRun)}, busy, options);
  expect_same_numbers(run_of(fakes::cross_entropy()), busy);
}

}  // namespace
}  // namespace serhost::train
