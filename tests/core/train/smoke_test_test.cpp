// Real plugins through the registry: the compositions of the comparative study examined, one
// trained, faulty ones named.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "base/files.hpp"
#include "config/load.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "train/predict.hpp"
#include "train/run.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;

data::Manifest known() {
  data::Manifest out;
  out.classes = {"anger", "joy", "sadness"};
  return out;
}

class WithPlugins : public testing::Test {
 protected:
  void SetUp() override {
    file_ = fs::temp_directory_path() / ("serhost_examine_" + std::to_string(::getpid()) + ".toml");
    replace_file(file_, R"(name = "examine"
[dataset]
plugin = "synthetic"
[protocol]
name = "k-fold"
k = 3
[backbone]
plugin = "lstm"
width = 16
num_layers = 1
[head]
hidden = [8]
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
batch_size = 8
accumulate = 2
)");
  }
  void TearDown() override { fs::remove(file_); }

  config::Experiment load(const std::vector<std::string>& overrides) const {
    return config::load_or_throw(file_, overrides, registry_);
  }

  std::string fault(const std::vector<std::string>& overrides) const {
    try {
      smoke_test(load(overrides), registry_, known(), "cpu");
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::config);
      return error.what();
    }
    return "";
  }

  fs::path file_;
  host::Registry registry_ = host::Registry::discover(host::PluginSearchPath::standard());
};

TEST_F(WithPlugins, EveryLossWorksOnEveryBackbone) {
  for (const std::string backbone : {"lstm", "vggish"}) {
    for (const std::string loss : {"cross_entropy", "label_smoothing", "focal", "aam", "ccc"}) {
      const auto keys = backbone == "vggish"
                            ? std::vector<std::string>{"backbone={plugin=\"vggish\",width=0.25}"}
                            : std::vector<std::string>{};
      auto overrides = keys;
      overrides.push_back("loss.plugin=" + loss);
      const auto facts = smoke_test(load(overrides), registry_, known(), "cpu");
      EXPECT_EQ(facts.device, "cpu");
      EXPECT_EQ(facts.sample_rate, 16000);
      EXPECT_GT(facts.trainable, 0) << backbone << " " << loss;
      EXPECT_LE(facts.trainable, facts.parameters);
    }
  }
}

TEST_F(WithPlugins, ACompositionThatCannotWorkIsNamedWithItsPlace) {
  EXPECT_THAT(fault({"loss.plugin=aam", "head.pooling=mean_scores"}),
              testing::HasSubstr("mean_scores"));
  EXPECT_THAT(fault({"backbone.freeze=no_such_stage"}), testing::HasSubstr("backbone 'lstm'"));
}

TEST_F(WithPlugins, AFrozenBackboneLeavesTheHeadToTrain) {
  const auto all = smoke_test(load({}), registry_, known(), "cpu");
  const auto frozen = smoke_test(load({"backbone.freeze=all"}), registry_, known(), "cpu");
  EXPECT_EQ(frozen.parameters, all.parameters);
  EXPECT_LT(frozen.trainable, all.trainable);
}

TEST_F(WithPlugins, TrainsAndTestsEveryFold) {
  struct Recorder : RunObserver {
    void epoch_ended(const EpochEnded& event) override { epochs.push_back(event); }
    void fold_ended(const FoldEnded& event) override { ended.push_back(event); }
    std::vector<EpochEnded> epochs;
    std::vector<FoldEnded> ended;
  };
  for (const std::string loss : {"cross_entropy", "aam", "ccc"}) {
    Recorder recorder;
    const auto experiment = load({"loss.plugin=" + loss, "train.max_clips=48", "train.epochs=4"});
    Faults faults;
    const auto manifest = data::build_manifest(experiment, registry_, faults);
    const auto folds =
        data::make_folds(manifest, experiment.protocol, experiment.protocol.seed, faults);
    faults.throw_if_any();
    RunOptions options;
    options.device = "cpu";
    run(experiment, registry_, manifest, {folds}, recorder, options);
    ASSERT_EQ(recorder.ended.size(), 3U);
    ASSERT_EQ(recorder.epochs.size(), 3U * 4U);
    for (std::size_t fold = 0; fold < 3; ++fold) {
      EXPECT_LT(recorder.epochs[4 * fold + 3].train_loss, recorder.epochs[4 * fold].train_loss)
          << loss << " learns in fold " << fold + 1;
    }
    std::size_t clips = 0;
    for (const auto& fold : recorder.ended) clips += fold.predictions.size();
    EXPECT_EQ(clips, manifest.clips.size()) << "every clip is tested once";
  }
}

TEST_F(WithPlugins, ACheckpointPredictsWhatTheRunPredicted) {
  struct Recorder : RunObserver {
    void fold_ended(const FoldEnded& event) override { ended.push_back(event); }
    std::vector<FoldEnded> ended;
  } recorder;
  // Frozen weights are among what must come back: an untrained encoder with a trained head.
  const auto experiment = load({"loss.plugin=aam", "backbone.freeze=all", "train.max_clips=24"});
  Faults faults;
  const auto manifest = data::build_manifest(experiment, registry_, faults);
  const auto folds =
      data::make_folds(manifest, experiment.protocol, experiment.protocol.seed, faults);
  faults.throw_if_any();
  const auto root = fs::path(file_).replace_extension("checkpoints");
  RunOptions options;
  options.checkpoints = root;
  run(experiment, registry_, manifest, {folds}, recorder, options);
  const auto best = root / "fold-2" / "seed-1" / "best";
  EXPECT_EQ(read_checkpoint_facts(best).epoch, recorder.ended[1].best_epoch);
  auto other = experiment;
  other.seeds = {99};
  const auto again = predict(other, registry_, best, manifest, folds.folds[1].test);
  fs::remove_all(root);
  ASSERT_EQ(again.size(), recorder.ended[1].predictions.size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    EXPECT_EQ(again[i].key, recorder.ended[1].predictions[i].key);
    EXPECT_EQ(again[i].truth, recorder.ended[1].predictions[i].truth);
    EXPECT_EQ(again[i].probabilities, recorder.ended[1].predictions[i].probabilities);
  }
}

// A trained model of every bundled backbone, with dropout and padding about: batches of one, of
// three, and all clips in one.
TEST_F(WithPlugins, AClipIsPredictedTheSameInAnyBatch) {
  const std::map<std::string, std::string> backbones = {
      {"lstm", "backbone={plugin=\"lstm\",width=16,bidirectional=true}"},
      {"vggish", "backbone={plugin=\"vggish\",width=0.0625,norm=\"group\"}"}};
  for (const auto& [name, keys] : backbones) {
    RunObserver nobody;
    const std::vector<std::string> overrides = {keys, "train.max_clips=24", "train.epochs=1",
                                                "protocol.name=holdout"};
    const auto experiment = load(overrides);
    Faults faults;
    const auto manifest = data::build_manifest(experiment, registry_, faults);
    const auto folds =
        data::make_folds(manifest, experiment.protocol, experiment.protocol.seed, faults);
    faults.throw_if_any();
    const auto root = fs::path(file_).replace_extension(name);
    RunOptions options;
    options.checkpoints = root;
    run(experiment, registry_, manifest, {folds}, nobody, options);
    std::map<std::string, std::vector<double>> alone;
    for (const auto* size : {"1", "3", "64"}) {
      auto more = overrides;
      more.push_back(std::string("train.batch_size=") + size);
      std::vector<std::size_t> clips(manifest.clips.size());
      std::iota(clips.rbegin(), clips.rend(), std::size_t{0});
      for (const auto& prediction :
           predict(load(more), registry_, root / "fold-1" / "seed-1" / "best", manifest, clips)) {
        const auto [at, first] = alone.emplace(prediction.key, prediction.probabilities);
        for (std::size_t c = 0; c < at->second.size(); ++c) {
          EXPECT_NEAR(prediction.probabilities[c], at->second[c], 1e-5)
              << name << ", " << prediction.key << " in batches of " << size;
        }
      }
    }
    EXPECT_EQ(alone.size(), manifest.clips.size());
    fs::remove_all(root);
  }
}

TEST_F(WithPlugins, AFolderThatIsNoCheckpointIsNamed) {
  try {
    read_checkpoint_facts("/nowhere/best");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::missing);
    EXPECT_THAT(error.what(), testing::HasSubstr("/nowhere/best"));
  }
}

}  // namespace
}  // namespace serhost::train
