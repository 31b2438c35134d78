// What a run leaves on disk, and that a stopped run goes on to the same numbers.
#include "train/checkpoint.hpp"

#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "core/train/fixtures.hpp"
#include "train/fold_state.hpp"
#include "train/loop.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;

class Checkpointing : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("serhost_checkpoint_" + std::to_string(::getpid()) + "_" +
                                         testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  fakes::Recorder run_test(const config::Experiment& experiment, RunOptions options = {},
                           const Composer& compose = fakes::cross_entropy()) {
    fakes::Recorder recorder;
    options.checkpoints = root_;
    options.threads = 1;
    run_with(compose, experiment, fakes::up_and_down(32), {fakes::halves(32)}, recorder, options);
    return recorder;
  }

  fs::path folder() const { return root_ / "fold-1" / "seed-1"; }
  fs::path root_;
};

TEST_F(Checkpointing, KeepsWhatIsAskedFor) {
  auto experiment = fakes::experiment();
  experiment.train.keep = "best";
  run_test(experiment);
  EXPECT_TRUE(fs::exists(folder() / "best" / "model.safetensors"));
  EXPECT_TRUE(fs::exists(folder() / "best" / "architecture.json"));
  EXPECT_FALSE(fs::exists(folder() / "last"));
  fs::remove_all(root_);
  experiment.train.keep = "all";
  run_test(experiment);
  for (const auto* file : {"model.safetensors", "optimizer.safetensors", "state.json", "architecture.json"})
    EXPECT_TRUE(fs::exists(folder() / "last" / file)) << file;
  fs::remove_all(root_);
  experiment.train.keep = "none";
  run_test(experiment);
  EXPECT_FALSE(fs::exists(root_ / "fold-1"));
}

TEST_F(Checkpointing, SaysWhichEpochIsTheBest) {
  const auto heard = run_test(fakes::experiment());
  const auto state = nlohmann::json::parse(read_file(folder() / "best" / "state.json"));
  EXPECT_EQ(state.at("epoch"), heard.ended[0].best_epoch);
  EXPECT_EQ(state.at("figure"), heard.epochs[static_cast<std::size_t>(heard.ended[0].best_epoch - 1)].val_ua.value());
  const auto architecture = nlohmann::json::parse(read_file(folder() / "best" / "architecture.json"));
  EXPECT_EQ(architecture.at("classes"), (std::vector<std::string>{"up", "down"}));
}

/// Stops at the `n`th question.
RunOptions stopping_after(int n) {
  RunOptions options;
  options.stop = [n, asked = 0]() mutable { return ++asked > n; };
  return options;
}

void expect_same(const fakes::Recorder& straight, const fakes::Recorder& resumed) {
  ASSERT_EQ(straight.epochs.size(), resumed.epochs.size());
  for (std::size_t i = 0; i < straight.epochs.size(); ++i) {
    EXPECT_EQ(straight.epochs[i].train_loss, resumed.epochs[i].train_loss) << i;
    EXPECT_EQ(straight.epochs[i].val_loss, resumed.epochs[i].val_loss) << i;
    EXPECT_EQ(straight.epochs[i].best, resumed.epochs[i].best) << i;
  }
  EXPECT_EQ(straight.ended[0].best_epoch, resumed.ended[0].best_epoch);
  for (std::size_t i = 0; i < straight.ended[0].predictions.size(); ++i) {
    EXPECT_EQ(straight.ended[0].predictions[i].probabilities, resumed.ended[0].predictions[i].probabilities);
  }
}

TEST_F(Checkpointing, LetsAStoppedRunGoOnToTheSameBits) {
  auto experiment = fakes::experiment();
  experiment.train.schedule.name = "linear";
  experiment.train.schedule.warmup = 0.1;
  const auto straight = run_test(experiment);
  for (const int updates : {2, 5, 11, 12}) {  // in the first epoch, in the second, near the end of the third and at it
    fs::remove_all(root_);
    try {
      run_test(experiment, stopping_after(updates));
      FAIL();
    } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::stopped); }
    RunOptions options;
    options.resume = true;
    expect_same(straight, run_test(experiment, options));
  }
}

TEST_F(Checkpointing, BeginsAnewWithoutResume) {
  EXPECT_THROW(run_test(fakes::experiment(), stopping_after(6)), Error);
  const auto heard = run_test(fakes::experiment());
  EXPECT_TRUE(heard.lines.empty());
  EXPECT_EQ(heard.epochs.size(), 4U);
}

TEST_F(Checkpointing, StoresFrozenWeightsOnceForAllFolds) {
  const Composer compose = [](Task task, std::uint64_t seed) {
    model::seed_default_generators(1);  // the same encoder for every seed, as a pre-trained one is
    return Composition(
        std::make_shared<model::Model>(std::vector{fakes::link(std::make_shared<fakes::Framed>(), "all")}, fakes::small_head()),
        std::make_shared<fakes::CrossEntropy>(), {"loss 'fake'", "fake.so"}, task, seed);
  };
  auto experiment = fakes::experiment();
  experiment.seeds = {1, 2};
  run_test(experiment, {}, compose);
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "frozen"), fs::directory_iterator{}), 1);
  const auto state = nlohmann::json::parse(read_file(root_ / "fold-1" / "seed-2" / "best" / "state.json"));
  EXPECT_TRUE(fs::exists(root_ / "frozen" / (state.at("frozen").get<std::string>() + ".safetensors")));
}

TEST(FoldState, ReadsBackWhatWasWritten) {
  FoldState state;
  state.epoch = 2;
  state.batches_done = 5;
  state.update = 17;
  state.loss = 0.1 + 0.2;
  state.figures = {0.5, std::nullopt};
  state.epochs.resize(2);
  state.epochs[0].val_ua = 1.0 / 3.0;
  state.epochs[0].logged["x"] = 0.25;
  const auto back = fold_state_of(text_of(state, 1, 1, ""), "state.json");
  EXPECT_EQ(back.epoch, 2);
  EXPECT_EQ(back.batches_done, 5);
  EXPECT_EQ(back.update, 17);
  EXPECT_EQ(back.loss, 0.1 + 0.2);
  EXPECT_EQ(back.figures, state.figures);
  EXPECT_EQ(back.epochs[0].val_ua, 1.0 / 3.0);
  EXPECT_FALSE(back.epochs[1].val_ua.has_value());
  EXPECT_EQ(back.epochs[0].logged.at("x"), 0.25);
}

TEST(FoldState, ThatIsDamagedSaysWhichFileAndWhatToDo) {
  for (const auto* text : {"", "{", "{}", "[1]", R"({"epoch": "two"})"}) {
    EXPECT_THAT(fakes::message_of([&] { fold_state_of(text, "x/state.json"); }),
                testing::AllOf(testing::HasSubstr("x/state.json is damaged"), testing::HasSubstr("remove its folder")));
  }
}

}  // namespace
}  // namespace serhost::train
