// What a run leaves on disk.
#include "train/checkpoint.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
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
    root_ =
        fs::temp_directory_path() / ("serhost_checkpoint_" + std::to_string(::getpid()) + "_" +
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
  experiment.train.checkpoints = "best";
  run_test(experiment);
  EXPECT_TRUE(fs::exists(folder() / "best" / "model.safetensors"));
  EXPECT_TRUE(fs::exists(folder() / "best" / "architecture.json"));
  EXPECT_FALSE(fs::exists(folder() / "last"));
  fs::remove_all(root_);
  experiment.train.checkpoints = "all";
  run_test(experiment);
  for (const auto* file :
       {"model.safetensors", "optimizer.safetensors", "state.json", "architecture.json"})
    EXPECT_TRUE(fs::exists(folder() / "last" / file)) << file;
  fs::remove_all(root_);
  experiment.train.checkpoints = "none";
  run_test(experiment);
  EXPECT_FALSE(fs::exists(root_ / "fold-1"));
}

TEST_F(Checkpointing, SaysWhichEpochIsTheBest) {
  const auto heard = run_test(fakes::experiment());
  const auto state = nlohmann::json::parse(read_file(folder() / "best" / "state.json"));
  EXPECT_EQ(state.at("epoch"), heard.ended[0].best_epoch);
  EXPECT_EQ(state.at("figure"),
            heard.epochs[static_cast<std::size_t>(heard.ended[0].best_epoch - 1)]
                .validated("ua")
                .value());
  const auto architecture =
      nlohmann::json::parse(read_file(folder() / "best" / "architecture.json"));
  EXPECT_EQ(architecture.at("classes"), (std::vector<std::string>{"up", "down"}));
}

TEST_F(Checkpointing, BeginsAnewWithoutResume) {
  RunOptions options;
  options.stop = [asked = 0]() mutable { return ++asked > 6; };
  EXPECT_THROW(run_test(fakes::experiment(), options), Error);
  const auto heard = run_test(fakes::experiment());
  EXPECT_TRUE(heard.lines.empty());
  EXPECT_EQ(heard.epochs.size(), 4U);
}

TEST_F(Checkpointing, StoresFrozenWeightsOnceForAllFolds) {
  const Composer compose = [](FoldTask task, std::uint64_t seed) {
    model::seed_default_generators(1);  // the same encoder for every seed, as a pre-trained one is
    return Composition(std::make_shared<model::Model>(
                           std::vector{fakes::adapter(std::make_shared<fakes::Framed>(), "all")},
                           fakes::small_head()),
                       std::make_shared<fakes::CrossEntropy>(), {"loss 'fake'", "fake.so"}, task,
                       seed);
  };
  auto experiment = fakes::experiment();
  experiment.seeds = {1, 2};
  run_test(experiment, {}, compose);
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "frozen"), fs::directory_iterator{}), 1);
  const auto state =
      nlohmann::json::parse(read_file(root_ / "fold-1" / "seed-2" / "best" / "state.json"));
  EXPECT_TRUE(
      fs::exists(root_ / "frozen" / (state.at("frozen").get<std::string>() + ".safetensors")));
}

TEST_F(Checkpointing, RefusesToGoOnWithOtherFrozenWeights) {
  const auto compose = [](std::uint64_t pretrained) -> Composer {
    return [=](FoldTask task, std::uint64_t seed) {
      model::seed_default_generators(pretrained);
      return Composition(std::make_shared<model::Model>(
                             std::vector{fakes::adapter(std::make_shared<fakes::Framed>(), "all")},
                             fakes::small_head()),
                         std::make_shared<fakes::CrossEntropy>(), {"loss 'fake'", "fake.so"}, task,
                         seed);
    };
  };
  RunOptions options;
  options.stop = [asked = 0]() mutable { return ++asked > 6; };
  EXPECT_THROW(run_test(fakes::experiment(), options, compose(1)), Error);
  options = {};
  options.resume = true;
  try {
    run_test(fakes::experiment(), options, compose(2));
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_THAT(error.what(), testing::HasSubstr("the frozen weights have changed"));
  }
}

TEST(FoldState, ReadsBackWhatWasWritten) {
  constexpr auto kInfinity = std::numeric_limits<double>::infinity();
  FoldState state;
  state.fold = 3;
  state.seed = -4;
  state.epoch = 2;
  state.batches_done = 5;
  state.update = 17;
  state.loss = 0.1 + 0.2;
  state.weight = 1e300;
  state.lr = 1e-5;
  state.logged = {{"margin", {1.0 / 3.0, 7}}, {"a \xff\n\"\u00e9", {-kInfinity, 1}}};
  state.epoch_seconds = 0.5;
  state.best_epoch = 2;
  state.frozen = "abc";
  state.selected_by = {0.5, std::nullopt, kInfinity};
  state.epochs.resize(3);
  state.epochs[0].validation["ua"] = 1.0 / 3.0;
  state.epochs[0].logged["x \xff"] = 0.25;
  state.epochs[1].train_loss = std::nan("");
  state.epochs[1].validation["loss"] = kInfinity;
  const auto back = fold_state_of(text_of(state), "state.json");
  EXPECT_EQ(text_of(back), text_of(state));
  EXPECT_EQ(back.epochs[2].fold, 3);
  EXPECT_EQ(back.epochs[2].seed, -4);
  EXPECT_EQ(back.epoch, 2);
  EXPECT_EQ(back.batches_done, 5);
  EXPECT_EQ(back.update, 17);
  EXPECT_EQ(back.loss, 0.1 + 0.2);
  EXPECT_EQ(back.lr, 1e-5);
  EXPECT_EQ(back.logged.at("margin").sum, 1.0 / 3.0);
  EXPECT_EQ(back.logged.at("margin").count, 7);
  EXPECT_EQ(back.logged.at("a \xff\n\"\u00e9").sum, -kInfinity);
  EXPECT_EQ(back.selected_by, state.selected_by);
  EXPECT_EQ(back.epochs[0].validated("ua"), 1.0 / 3.0);
  EXPECT_FALSE(back.epochs[1].validated("ua").has_value());
  EXPECT_EQ(back.epochs[0].logged.at("x \xff"), 0.25);
  EXPECT_TRUE(std::isnan(back.epochs[1].train_loss));
  EXPECT_EQ(back.epochs[1].validated("loss"), kInfinity);
}

TEST(FoldState, OfTheFirstVersionIsReadWithItsOwnKeys) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr) << "CTest sets SERHOST_SOURCE_DIR to the source folder";
  const auto file = fs::path(source) / "tests/golden/compatibility/unfinished/checkpoints/fold-1" /
                    "seed-1/last/state.json";
  const auto text = read_file(file);
  const auto state = fold_state_of(text, file);
  ASSERT_EQ(state.epochs.size(), 2u);
  EXPECT_EQ(state.epochs[0].validation,
            (std::map<std::string, double>{{"loss", 0.7191357413927714},
                                           {"ua", 0.5},
                                           {"wa", 0.3333333333333333},
                                           {"wf1", 0.16666666666666666}}));
  EXPECT_EQ(state.selected_by, (std::vector<std::optional<double>>{0.5, 0.5}));
  EXPECT_EQ(text_of(fold_state_of(text_of(state), file)), text_of(state));
  // What selected and was none of the four stood among what was logged.
  auto json = nlohmann::json::parse(text);
  json["epochs"][1]["logged"] = {{"val_macro_f1", 0.25}, {"margin", 1.0}};
  const auto other = fold_state_of(json.dump(), file);
  EXPECT_EQ(other.epochs[1].validated("macro_f1"), 0.25);
  EXPECT_EQ(other.epochs[1].logged, (std::map<std::string, double>{{"margin", 1.0}}));
}

TEST(FoldState, ThatIsDamagedSaysWhichFileAndWhatToDo) {
  for (const auto* text :
       {"", "{", "{}", "[1]", R"({"schema": "serhost.checkpoint/1", "epoch": "two"})",
        R"({"schema": "serhost.checkpoint/9"})"}) {
    EXPECT_THAT(fakes::message_of([&] { fold_state_of(text, "x/state.json"); }),
                testing::AllOf(testing::HasSubstr("x/state.json is damaged"),
                               testing::HasSubstr("remove its folder")));
  }
}

}  // namespace
}  // namespace serhost::train
