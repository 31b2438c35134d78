// The task of toy_task.cpp through the whole of training: from its name in a TOML file to its rows.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "config/task_info.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "train/predict.hpp"
#include "train/run.hpp"

namespace serhost {
namespace {

namespace fs = std::filesystem;

class ToyTask : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("serhost_toy_task_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    replace_file(folder_ / "toy.toml", R"(task = "liveliness"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 3
[protocol]
name = "holdout"
select = "distance"
[backbone]
plugin = "lstm"
width = 16
num_layers = 1
[head]
hidden = [8]
[loss]
plugin = "ccc"
[train]
epochs = 6
batch_size = 16
optimizer = { name = "adam", lr = 0.01 }
)");
  }
  void TearDown() override { fs::remove_all(folder_); }

  config::Experiment load(const std::vector<std::string>& overrides = {}) const {
    return config::load_or_throw(folder_ / "toy.toml", overrides, registry_);
  }

  struct Recorder : RunObserver {
    void epoch_ended(const EpochEnded& event) override { epochs.push_back(event); }
    void fold_ended(const FoldEnded& event) override { ended.push_back(event); }
    std::vector<EpochEnded> epochs;
    std::vector<FoldEnded> ended;
  };

  fs::path folder_;
  host::Registry registry_ = host::Registry::discover(host::PluginSearchPath::standard());
};

TEST_F(ToyTask, IsTrainedEvaluatedAndPredictedWithNoEditToCore) {
  const auto experiment = load();
  Faults faults;
  const auto manifest = data::build_manifest(experiment, registry_, faults);
  const auto folds =
      data::make_folds(manifest, experiment.protocol, experiment.protocol.seed, faults);
  faults.throw_if_any();
  Recorder heard;
  train::RunOptions options;
  options.device = "cpu";
  options.checkpoints = folder_ / "checkpoints";
  train::run(experiment, registry_, manifest, {folds}, heard, options);

  ASSERT_EQ(heard.epochs.size(), 6U);
  EXPECT_LT(heard.epochs.back().train_loss, 0.8 * heard.epochs.front().train_loss);
  std::int64_t least = 1;  // the epoch whose error on the validation part is the smallest
  for (const auto& epoch : heard.epochs) {
    ASSERT_TRUE(epoch.validation.contains("distance"));
    EXPECT_FALSE(epoch.validation.contains("ua")) << "a metric of another task";
    if (epoch.validation.at("distance") <
        heard.epochs[static_cast<std::size_t>(least) - 1].validation.at("distance"))
      least = epoch.epoch;
  }
  ASSERT_EQ(heard.ended.size(), 1U);
  EXPECT_EQ(heard.ended[0].best_epoch, least);
  const auto& ended = heard.ended[0];
  EXPECT_THAT(ended.columns, testing::ElementsAre("truth_liveliness", "predicted_liveliness"));
  ASSERT_EQ(ended.predictions.size(), folds.folds[0].test.size());
  double error = 0.0;
  for (const auto& row : ended.predictions) {
    ASSERT_EQ(row.cells.size(), 2U);
    EXPECT_TRUE(row.probabilities.empty()) << "it has no classes";
    error += std::abs(std::stod(row.cells[0]) - std::stod(row.cells[1]));
  }
  error /= static_cast<double>(ended.predictions.size());
  EXPECT_NEAR(ended.metrics.at("distance"), error, 1e-12);
  EXPECT_LT(error, 0.35) << "always saying the mean would be off by 0.375";

  const auto again =
      train::predict(experiment, registry_, folder_ / "checkpoints/fold-1/seed-1/best", manifest,
                     folds.folds[0].test);
  ASSERT_EQ(again.size(), ended.predictions.size());
  for (std::size_t i = 0; i < again.size(); ++i)
    EXPECT_EQ(again[i].cells, ended.predictions[i].cells);
}

TEST_F(ToyTask, IsTriedBeforeTrainingAndRefusesALossOfLabels) {
  const auto facts = train::smoke_test(load(), registry_, {}, "cpu");
  EXPECT_GT(facts.trainable, 0);
  try {
    train::smoke_test(load({"loss.plugin=cross_entropy"}), registry_, {}, "cpu");
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_THAT(error.what(), testing::HasSubstr("a liveliness task provides rated dimensions"));
  }
}

TEST_F(ToyTask, IsNamedWhereAnExperimentAsksForATaskThatIsNot) {
  EXPECT_THAT(config::task_names(), testing::IsSupersetOf({"classification", "liveliness"}));
  try {
    load({"task=livelyness"});
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr(", liveliness, multilabel, "),
                                             testing::HasSubstr("Did you mean 'liveliness'?")));
  }
}

TEST_F(ToyTask, SaysWhichMetricsItHasWhereAnotherIsToSelect) {
  for (const auto& [override, message] :
       {std::pair{std::vector<std::string>{"protocol.select=ua"},
                  "protocol.select: a liveliness task has no 'ua'; known: distance, loss"},
        {{"task=classification", "loss.plugin=cross_entropy"},
         "protocol.select: a classification task has no 'distance'; known: ua, "}}) {
    try {
      load(override);
      FAIL() << "must throw";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::config);
      EXPECT_THAT(error.what(), testing::HasSubstr(message));
    }
  }
}

TEST_F(ToyTask, SelectsByItsMainMetricWhereNoneIsNamed) {
  auto text = read_file(folder_ / "toy.toml");
  const std::string select = "select = \"distance\"\n";
  text.erase(text.find(select), select.size());
  replace_file(folder_ / "toy.toml", text);
  const auto experiment = load();
  EXPECT_EQ(experiment.protocol.select, "distance");
  EXPECT_THAT(experiment.resolved, testing::HasSubstr("select = \"distance\""));
}

}  // namespace
}  // namespace serhost
