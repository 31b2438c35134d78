// A run that was stopped, wherever it was, goes on to the same bits.
#include <gmock/gmock.h>
#include <unistd.h>

#include <random>
#include <serhost/augment.hpp>

#include "core/base/volatile_disk.hpp"
#include "core/train/session.hpp"
#include "host/built_in.hpp"
#include "train/fold_state.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;

/// Louder by a factor that is drawn.
class Louder final : public Augment {
 public:
  struct Options {};
  static void declare(Schema<Options>&) {}
  Louder(const Options&, const Context&) {}
  Waveform apply(Waveform clip, std::mt19937_64& random) const override {
    const auto factor = std::uniform_real_distribution<float>(0.5F, 2.0F)(random);
    for (auto& sample : clip.samples) sample *= factor;
    return clip;
  }
};
SERHOST_AUGMENT(Louder, "louder", "a factor");

class Resume : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fakes::memory_folder() / ("serhost_resume_" + std::to_string(::getpid()));
    fs::remove_all(root_);
    experiment_ = fakes::experiment();
    experiment_.train.epochs = 3;
    experiment_.train.schedule.name = "linear";
    experiment_.train.schedule.values = {0.1};
    experiment_.train.checkpoints = "all";
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path folder(const std::string& name) const {
    fs::create_directories(root_ / name);
    return root_ / name;
  }

  std::map<std::string, std::string> straight(const Composer& compose,
                                              const std::string& name = "straight") {
    fakes::session(folder(name), experiment_, compose, {}, folds_, manifest_);
    return fakes::lasting(folder(name));
  }

  /// Stops at the `n`th question, then goes on. Returns whether it was stopped.
  bool stop_and_go_on(const Composer& compose, int n, const std::string& name) {
    RunOptions options;
    options.stop = [n, asked = 0]() mutable { return ++asked == n; };
    try {
      fakes::session(folder(name), experiment_, compose, options, folds_, manifest_);
      return false;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::stopped);
      where_ = error.what();
    }
    fakes::session(folder(name), experiment_, compose, {}, folds_, manifest_);
    return true;
  }

  void expect_the_same_from_every_stop(const Composer& compose) {
    const auto whole = straight(compose);
    int n = 1;
    for (;; ++n) {
      fs::remove_all(root_ / "stopped");
      if (!stop_and_go_on(compose, n, "stopped")) break;
      ASSERT_EQ(fakes::difference(whole, fakes::lasting(folder("stopped"))), "")
          << "at question " << n << ": " << where_;
      stops_ += where_.substr(0, where_.find(';')) + "\n";
    }
    EXPECT_GT(n, 8);
  }

  fs::path root_;
  config::Experiment experiment_;
  data::Folds folds_ = fakes::halves(16);
  data::Manifest manifest_ = fakes::up_and_down(16);
  std::string where_, stops_;
};

TEST_F(Resume, FromEveryStopGivesTheSameBits) {
  experiment_.seeds = {1, 2};
  expect_the_same_from_every_stop(fakes::cross_entropy());
  for (const auto* where : {"before fold 1, seed 1", "in fold 1/1 seed 1 epoch 1/3, where",
                            "seed 1 epoch 2/3, validation", "seed 2 epoch 3/3, validation",
                            "seed 1 test", "before fold 1, seed 2"}) {
    EXPECT_THAT(stops_, testing::HasSubstr(where));
  }
}

TEST_F(Resume, HearsTheSameHistories) {
  manifest_.dialogues = true;
  for (std::size_t i = 0; i < manifest_.clips.size(); ++i) {
    auto& utterance = manifest_.clips[i].utterance;
    utterance.dialogue = "d" + std::to_string(i % 2);
    utterance.turn = static_cast<std::int64_t>(i / 2);
  }
  expect_the_same_from_every_stop([](FoldTask task, std::uint64_t seed) {
    model::seed_default_generators(stream_seed(seed, "initialization/backbone0"));
    auto model = std::make_shared<model::Model>(
        std::vector{fakes::adapter(std::make_shared<fakes::Framed>(), "all")}, fakes::small_head());
    task.values.embedding_width = model->embedding_width();
    return Composition(model, std::make_shared<fakes::CrossEntropy>(),
                       {"loss 'fake'", "fake 1.0.0 (fake.so)"}, task, seed);
  });
}

TEST_F(Resume, CarriesTheStateOfALossAndWhatItLogs) {
  expect_the_same_from_every_stop(fakes::remembering());
}

TEST_F(Resume, DrawsWhatIsAugmentedMixedAndRepeatedAsBefore) {
  config::AugmentTable louder;
  louder.component.info = &host::built_in_registry().get(Kind::augment, "louder");
  louder.component.plugin = "louder";
  louder.probability = 0.7;
  experiment_.train.augments = {louder};
  experiment_.train.mix = "cutmix";
  experiment_.train.sampling = "oversample";
  experiment_.train.batch_size = 3;
  expect_the_same_from_every_stop(fakes::cross_entropy());
}

TEST_F(Resume, WorksWithoutValidationWithAccumulationAndMomentum) {
  experiment_.protocol.select = "loss";
  experiment_.train.accumulate = 2;
  experiment_.train.batch_size = 2;
  experiment_.train.optimizer.name = "sgd";
  experiment_.train.clip_norm = 0.5;
  folds_.folds[0].validation.clear();
  expect_the_same_from_every_stop(fakes::remembering());
}

TEST_F(Resume, EndsEarlyWhereAnUninterruptedRunDoes) {
  experiment_.train.epochs = 30;
  experiment_.train.patience = 1;
  experiment_.train.optimizer.lr =
      1e-6;  // the figure stays as it is: the second epoch is no better
  expect_the_same_from_every_stop(fakes::cross_entropy());
  EXPECT_THAT(stops_, testing::Not(testing::HasSubstr("epoch 4/30")));
}

TEST_F(Resume, RepeatsTheFitting) {
  struct Fits : fakes::Framed, Fitted {
    Fits() : mean(register_buffer("mean", at::zeros({}))) {}
    void observe(const Sequence& input) override { sum += input.values.mean().item<double>(); }
    void finish() override { mean.fill_(sum); }
    Sequence forward(const Sequence& in, Step& step) override {
      return fakes::Framed::forward({in.values + mean, in.lengths, {}, {}}, step);
    }
    at::Tensor mean;
    double sum = 0.0;
  };
  const Composer compose = [](train::FoldTask task, std::uint64_t seed) {
    model::seed_default_generators(seed);
    return Composition(
        std::make_shared<model::Model>(std::vector{fakes::adapter(std::make_shared<Fits>())},
                                       fakes::small_head()),
        std::make_shared<fakes::CrossEntropy>(), {"loss 'fake'", "fake.so"}, task, seed);
  };
  expect_the_same_from_every_stop(compose);
  EXPECT_THAT(stops_, testing::HasSubstr("seed 1 fitting"));
}

TEST_F(Resume, IsNotNoticedByALossThatWritesToItsBuffersInEvaluation) {
  struct Counts : fakes::CrossEntropy, torch::nn::Module {
    Counts() : calls(register_buffer("calls", at::zeros({}))) {}
    at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
      calls.add_(1);
      return fakes::CrossEntropy::forward(view, targets, step) * (1 + calls * 0.01);
    }
    at::Tensor calls;
  };
  expect_the_same_from_every_stop(
      fakes::composer([](const Task&) { return std::make_shared<Counts>(); }));
}

TEST_F(Resume, OfAResumeOfAResumeGivesTheSameBits) {
  const auto whole = straight(fakes::remembering());
  for (const int step : {2, 3, 5}) {
    fs::remove_all(root_ / "often");
    for (int sessions = 1;; ++sessions) {
      RunOptions options;
      options.stop = [=, asked = 0]() mutable { return ++asked == 1 + step; };
      try {
        fakes::session(folder("often"), experiment_, fakes::remembering(), options);
        EXPECT_GT(sessions, 2);
        break;
      } catch (const Error& error) { ASSERT_EQ(error.exit(), Exit::stopped); }
      ASSERT_LT(sessions, 100) << "no session gets further";
    }
    EXPECT_EQ(fakes::difference(whole, fakes::lasting(folder("often"))), "") << step;
  }
}

TEST_F(Resume, NeedsNoParticularIntervalBetweenCheckpoints) {
  const auto whole = straight(fakes::remembering());
  for (const double seconds : {0.0, 1e-3, 1e9}) {
    RunOptions options;
    options.checkpoint_seconds = seconds;
    const auto name = "every " + std::to_string(seconds);
    fakes::session(folder(name), experiment_, fakes::remembering(), options);
    EXPECT_EQ(fakes::difference(whole, fakes::lasting(folder(name))), "") << name;
  }
}

TEST_F(Resume, SavesWithinAnEpochWhenItIsTime) {
  RunOptions options;
  options.checkpoint_seconds = 0.0;
  options.stop = [this, asked = 0]() mutable {
    if (++asked == 4) throw fakes::Death{};  // a kill: nothing is saved now
    return false;
  };
  EXPECT_THROW(fakes::session(folder("run"), experiment_, fakes::cross_entropy(), options),
               fakes::Death);
  const auto file = folder("run") / "checkpoints/fold-1/seed-1/last/state.json";
  const auto state = fold_state_of(fakes::text_of(file), file);
  EXPECT_EQ(state.epoch, 0);
  EXPECT_EQ(state.update, 1);
  EXPECT_EQ(state.batches_done, 1);
}

TEST_F(Resume, WithMoreEpochsTrainsOnFromTheLastCheckpoint) {
  experiment_.train.schedule = {};
  experiment_.train.epochs = 5;
  const auto whole = straight(fakes::remembering());
  experiment_.train.epochs = 3;
  fakes::session(folder("grown"), experiment_, fakes::remembering());
  experiment_.train.epochs = 5;
  fakes::session(folder("grown"), experiment_, fakes::remembering());
  EXPECT_EQ(fakes::difference(whole, fakes::lasting(folder("grown"))), "")
      << "a constant schedule: the first epochs are the same";
}

TEST_F(Resume, WithMoreEpochsBeginsAnewWhereNoCheckpointWasKept) {
  experiment_.train.checkpoints = "best";
  experiment_.train.epochs = 5;
  const auto whole = straight(fakes::cross_entropy());
  experiment_.train.epochs = 3;
  fakes::session(folder("grown"), experiment_, fakes::cross_entropy());
  experiment_.train.epochs = 5;
  fakes::session(folder("grown"), experiment_, fakes::cross_entropy());
  EXPECT_EQ(fakes::difference(whole, fakes::lasting(folder("grown"))), "")
      << "also under a linear schedule";
}

TEST_F(Resume, FinishesTheCleaningOfAFoldThatWasRecorded) {
  experiment_.train.checkpoints = "best";
  const auto whole = straight(fakes::cross_entropy());
  const auto seed = folder("straight") / "checkpoints/fold-1/seed-1";
  fs::create_directories(seed / "last");
  fs::create_directories(seed / "last.new");
  std::ofstream(seed / "last/state.json") << "{";
  fakes::session(folder("straight"), experiment_, fakes::cross_entropy());
  EXPECT_EQ(fakes::difference(whole, fakes::lasting(folder("straight"))), "");
}

}  // namespace
}  // namespace serhost::train
