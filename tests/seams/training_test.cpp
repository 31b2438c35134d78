// An experiment with an optimizer, a head, an augmentation and a protocol that core has never heard
// of: each is a file in this folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/describe.hpp"
#include "config/load.hpp"
#include "config/pieces.hpp"
#include "config/resolved.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "host/registry.hpp"
#include "train/run.hpp"

namespace serhost {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kExperiment = R"(seeds = [1]
[dataset]
plugin = "synthetic"
speakers = 3
sentences = 2
takes = 1
emotions = ["anger", "sadness"]
[protocol]
name = "odd-even"
validation = { from = "none" }
[backbone]
plugin = "lstm"
width = 4
num_layers = 1
[[augment]]
plugin = "backwards"
share = 0.5
[head]
plugin = "first_frame"
scale = 2.0
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
batch_size = 4
device = "cpu"
optimizer = { plugin = "sign_descent", lr = 1e-3, factor = 0.5 }
)";

struct Seen : RunObserver {
  std::vector<FoldEnded> ended;
  std::vector<EpochEnded> epochs;
  void epoch_ended(const EpochEnded& event) override { epochs.push_back(event); }
  void fold_ended(const FoldEnded& event) override { ended.push_back(event); }
};

class Seams : public ::testing::Test {
 protected:
  Seams() {
    host::PluginSearchPath places;
    places.folders = {SERHOST_SEAMS_PLUGINS,
                      fs::path(std::getenv("SERHOST_BUILD_DIR")) / "lib/serhost/plugins"};
    registry_ = std::make_unique<host::Registry>(host::Registry::discover(places, false));
    file_ = fs::temp_directory_path() / ("serhost-seams-" + std::to_string(::getpid()) + ".toml");
    std::ofstream(file_) << kExperiment;
  }
  ~Seams() override { fs::remove(file_); }

  config::Experiment load(const std::vector<std::string>& overrides = {}) const {
    return config::load_or_throw(file_, overrides, *registry_);
  }

  Seen run(const std::vector<std::string>& overrides = {}) const {
    const auto experiment = load(overrides);
    Faults faults;
    const auto manifest = data::build_manifest(experiment, *registry_, faults);
    const auto folds =
        data::make_folds(manifest, experiment.protocol, experiment.protocol.seed, faults);
    faults.throw_if_any();
    Seen seen;
    train::run(experiment, *registry_, manifest, {folds}, seen, {});
    return seen;
  }

  std::unique_ptr<host::Registry> registry_;
  fs::path file_;
};

std::vector<double> losses(const Seen& seen) {
  std::vector<double> out;
  for (const auto& epoch : seen.epochs) out.push_back(epoch.train_loss);
  return out;
}

TEST_F(Seams, AnExperimentTrainsWithThem) {
  const auto seen = run();
  ASSERT_EQ(seen.ended.size(), 2u);
  EXPECT_EQ(seen.ended[0].name, "even");
  EXPECT_EQ(seen.ended[0].predictions.size() + seen.ended[1].predictions.size(), 12u);
  EXPECT_EQ(losses(seen), losses(run()));  // and repeats
}

TEST_F(Seams, EachOfThemCounts) {
  const auto plain = losses(run());
  EXPECT_NE(plain, losses(run({"train.optimizer.factor=2.0"})));
  EXPECT_NE(plain, losses(run({"head.scale=1.0"})));
  EXPECT_NE(plain, losses(run({"augment.share=0.0"})));
  EXPECT_EQ(losses(run({"augment.share=0.0"})), losses(run({"augment.probability=0"})));
}

TEST_F(Seams, TheyAreCheckedAndWrittenDownAsTheHostsOwn) {
  const auto e = load();
  EXPECT_THAT(e.resolved, HasSubstr("[[augment]]\nplugin = \"backwards\"\nprobability = 1.0\n"
                                    "share = 0.5\n"));
  EXPECT_THAT(e.resolved, HasSubstr("[head]\nplugin = \"first_frame\"\nscale = 2.0\n"));
  EXPECT_THAT(e.resolved, HasSubstr("optimizer = { plugin = \"sign_descent\", lr = 0.001, "
                                    "weight_decay = 0.0, factor = 0.5 }"));
  std::ofstream(file_) << e.resolved;
  EXPECT_EQ(load().experiment_hash, e.experiment_hash);
  for (const auto& [option, message] :
       {std::pair{"train.optimizer.factor=0", "train.optimizer.factor: found 0, but must be"},
        {"head.hidden=[3]", "unknown key 'hidden' in [head] (first_frame)"},
        {"augment.share=2", "augment.share: found 2, but must be a number from 0 to 1"},
        {"protocol.name=odd-evn", "Did you mean 'odd-even'?"}}) {
    try {
      load({option});
      ADD_FAILURE() << option;
    } catch (const Error& error) { EXPECT_THAT(error.what(), HasSubstr(message)); }
  }
}

TEST_F(Seams, APoolingIsAFile) {
  const std::vector<std::string> mlp = {R"(head={pooling = "mean", hidden = [3]})",
                                        R"(head={pooling = "loudest", hidden = [3]})"};
  const auto mean = losses(run({mlp[0]})), loudest = losses(run({mlp[1]}));
  EXPECT_NE(mean, loudest);
  EXPECT_EQ(loudest, losses(run({mlp[1]})));
  const auto power = [&](const std::string& of) {
    return losses(run({R"(head={pooling = { name = "power_mean", power = )" + of + " }}"}));
  };
  EXPECT_NE(power("1"), power("3"));  // its key counts
  EXPECT_THAT(load({mlp[1]}).resolved, HasSubstr("pooling = \"loudest\"\n"));
  EXPECT_THAT(config::names_of_pieces("pooling"),
              ::testing::ElementsAre("mean", "mean_std", "attention", "summary", "mean_scores",
                                     "loudest", "power_mean"));
  const auto* piece = config::find_piece("pooling", "loudest");
  ASSERT_NE(piece, nullptr);
  EXPECT_EQ(config::describe_text(*piece),
            "loudest (pooling) - largest value of each column\nbuilt in\n\n  no parameters\n");
  try {
    load({R"(head={pooling = "loudets"})"});
    ADD_FAILURE() << "must throw";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("head.pooling: found the string \"loudets\""));
    EXPECT_THAT(error.what(), HasSubstr("Did you mean 'loudest'?"));
  }
}

}  // namespace
}  // namespace serhost
