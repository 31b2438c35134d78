// What a good file becomes: defaults, parents, overrides, variables, paths.
#include "config/load.hpp"

#include <gmock/gmock.h>

#include "fixture.hpp"
#include "host/nested.hpp"

namespace serhost::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kSmall;
using ::testing::Pair;

using Load = testing::InFolder;

TEST_F(Load, FillsInEveryDefault) {
  write("small.toml", kSmall);
  const auto e = load_good("small.toml");
  EXPECT_EQ(e.name, "small");
  EXPECT_EQ(e.task, "classification");
  EXPECT_THAT(e.seeds, ElementsAre(1));
  ASSERT_EQ(e.datasets.size(), 1u);
  EXPECT_EQ(e.datasets[0].name, "synthetic");
  EXPECT_EQ(std::get<std::int64_t>(e.datasets[0].component.values.at(0)), 100);
  EXPECT_EQ(e.protocol.name, "holdout");
  EXPECT_FALSE(e.protocol.validation.from);
  EXPECT_FALSE(e.protocol.unit);
  EXPECT_EQ(e.backbones.at(0).layers, "last");
  EXPECT_EQ(e.train.optimizer.name, "adamw");
  EXPECT_EQ(e.text, kSmall);
  EXPECT_EQ(e.experiment_hash.size(), 64u);
}

TEST_F(Load, ReadsTheExampleOfTheDocumentation) {
  write("models/hubert-large-ll60k/config.json", "{}");
  write("iemocap/x", "");
  ::setenv("SERHOST_TEST_ROOT", folder().c_str(), 1);
  write("a.toml", R"(
name  = "hubert_focal"
seeds = [1, 2, 3]
[dataset]
plugin  = "emodb"
root    = "${SERHOST_TEST_ROOT}/iemocap"
classes = ["anger", "happiness", "sadness", "neutral"]
merge   = { excitement = "happiness" }
[protocol]
name       = "leave-one-session-out"
seed       = 0
validation = { from = "speakers", fraction = 0.3 }
select     = "wf1"
[backbone]
plugin     = "hubert"
checkpoint = "models/hubert-large-ll60k"
freeze     = "feature_encoder"
layers     = 6
[head]
frame_hidden = [64]
pooling    = "mean_std"
hidden     = []
[loss]
plugin = "focal"
gamma  = 3
alpha  = { anger = 2 }
[train]
batch_seconds = 20
optimizer  = { name = "sgd", lr = 4e-5, momentum = 0.8, backbone_lr = 1e-6 }
schedule   = { name = "cyclic", low = 1e-5, high = 1e-3, unit = "update" }
class_weights = { anger = 2.0, sadness = 1 }
max_seconds = 15.0
device     = "cuda:1"
)");
  const auto e = load_good("a.toml");
  EXPECT_EQ(e.datasets.at(0).root, folder() / "iemocap");
  EXPECT_THAT(e.datasets[0].merge, ElementsAre(Pair("excitement", "happiness")));
  EXPECT_EQ(e.protocol.validation.fraction, 0.3);
  EXPECT_EQ(e.protocol.validation.from, "speakers");
  EXPECT_EQ(std::get<std::filesystem::path>(e.backbones.at(0).component.values.at(0)),
            folder() / "models/hubert-large-ll60k");
  EXPECT_EQ(e.backbones[0].layers, "6");
  EXPECT_TRUE(e.head.hidden.empty());
  EXPECT_EQ(std::get<double>(e.loss.values.at(0)), 3.0);  // a whole number is accepted for a real
  EXPECT_THAT((std::get<std::map<std::string, double>>(e.loss.values.at(1))),
              ElementsAre(Pair("anger", 2.0)));
  EXPECT_EQ(e.train.batch_seconds, 20.0);
  EXPECT_EQ(std::get<double>(e.train.optimizer.component.values.at(0)), 0.8);
  EXPECT_EQ(e.train.optimizer.backbone_lr, 1e-6);
  EXPECT_EQ(std::get<double>(e.train.schedule.values.at(1)), 1e-3);
  EXPECT_THAT((std::get<std::map<std::string, double>>(e.train.class_weights)),
              ElementsAre(Pair("anger", 2.0), Pair("sadness", 1.0)));
  ::unsetenv("SERHOST_TEST_ROOT");
}

TEST_F(Load, HandsNestedPartsOverWithTheirOwnCheckedValues) {
  write("a.toml", kSmall);
  const auto e =
      load_good("a.toml", {R"(loss={plugin = "weighted", parts = [{plugin = "focal", gamma = 1}, )"
                           R"({plugin = "cross_entropy", weight = 0.1}]})"});
  const auto& parts = std::get<std::vector<PartValue>>(e.loss.values.at(0));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].plugin, "focal");
  EXPECT_EQ(parts[0].weight, 1.0);
  EXPECT_EQ(parts[0].nested->info, &testing::offer_of("focal"));
  EXPECT_EQ(std::get<double>(parts[0].nested->values.at(0)), 1.0);
  EXPECT_EQ(parts[1].weight, 0.1);
}

TEST_F(Load, AChainOfBackbonesAndSeveralDatasetsKeepTheirOrder) {
  write("a.toml", R"(
[[dataset]]
plugin = "synthetic"
name = "one"
[[dataset]]
plugin = "synthetic"
name = "two"
weight = 0.5
[[backbone]]
plugin = "hubert"
[[backbone]]
plugin = "lstm"
[loss]
plugin = "cross_entropy"
)");
  const auto e = load_good("a.toml", {"backbone.1.hidden=7"});
  EXPECT_EQ(e.datasets.at(1).name, "two");
  EXPECT_EQ(e.datasets.at(1).weight, 0.5);
  EXPECT_EQ(e.backbones.at(0).component.plugin, "hubert");
  EXPECT_EQ(std::get<std::int64_t>(e.backbones.at(1).component.values.at(0)), 7);
}

TEST_F(Load, AChildMergesTablesReplacesListsAndAnotherPluginDropsTheInheritedKeys) {
  write("base/data/x", "");
  write("base/base.toml", R"(
seeds = [1, 2, 3]
[dataset]
plugin = "emodb"
root = "data"
classes = ["a", "b"]
[backbone]
plugin = "lstm"
hidden = 64
num_layers = 1
[loss]
plugin = "focal"
gamma = 5.0
[train]
epochs = 3
batch_seconds = 9
optimizer = { name = "sgd", momentum = 0.5, lr = 0.5 }
schedule = { name = "linear", warmup = 0.5 }
)");
  write("child.toml", R"(
extends = "base/base.toml"
seeds = [7]
[backbone]
hidden = 32
[loss]
plugin = "cross_entropy"
[train]
batch_size = 2
optimizer = { name = "adam" }
schedule = { warmup = 10 }
)");
  const auto e = load_good("child.toml");
  EXPECT_EQ(e.name, "child");
  EXPECT_THAT(e.seeds, ElementsAre(7));
  EXPECT_EQ(e.datasets.at(0).root, folder() / "base/data");  // relative to the file that holds it
  EXPECT_EQ(std::get<std::int64_t>(e.backbones.at(0).component.values.at(0)), 32);
  EXPECT_EQ(std::get<std::int64_t>(e.backbones.at(0).component.values.at(1)), 1);
  EXPECT_EQ(e.loss.plugin, "cross_entropy");
  EXPECT_EQ(e.train.epochs, 3);
  EXPECT_EQ(e.train.batch_size, 2);
  EXPECT_FALSE(e.train.batch_seconds);
  EXPECT_EQ(e.train.optimizer.lr, 1e-3);  // another optimizer: nothing is inherited
  EXPECT_EQ(std::get<double>(e.train.schedule.values.at(0)), 10.0);
  EXPECT_EQ(e.train.schedule.name, "linear");
}

TEST_F(Load, ParentsMayHaveParentsAndACycleIsAFault) {
  write("a.toml", "extends = 'b.toml'\n");
  write("b.toml", "extends = 'c.toml'\n[train]\nepochs = 4\n");
  write("c.toml", kSmall + "[train]\nepochs = 2\nmax_clips = 8\n");
  const auto e = load_good("a.toml");
  EXPECT_EQ(e.train.epochs, 4);
  EXPECT_EQ(e.train.max_clips, 8);
  write("c.toml", "extends = 'a.toml'\n" + kSmall);
  EXPECT_EQ(faults_of("a.toml"),
            "c.toml:1:11: extends: 'a.toml' extends itself, directly or through its parents");
  write("c.toml", "extends = 'gone.toml'\n" + kSmall);
  EXPECT_EQ(faults_of("a.toml"), "c.toml:1:11: extends: gone.toml: No such file or directory");
}

TEST_F(Load, OverridesAreReadAsTomlElseAsStrings) {
  write("a.toml", kSmall + "[head]\nhidden = [1]\n");
  const auto e =
      load_good("a.toml", {"name=some name", "train.epochs = 3", "head.hidden=[8, 9]",
                           "train.optimizer.lr=1e-2", "loss.plugin=focal", "loss.gamma=1",
                           "loss.gamma=4", "backbone.0.hidden=5", "train.max_seconds=2"});
  EXPECT_EQ(e.name, "some name");
  EXPECT_EQ(e.train.epochs, 3);
  EXPECT_THAT(e.head.hidden, ElementsAre(8, 9));
  EXPECT_EQ(e.train.optimizer.lr, 0.01);
  EXPECT_EQ(std::get<double>(e.loss.values.at(0)), 4.0);  // the last one wins
  EXPECT_EQ(std::get<std::int64_t>(e.backbones.at(0).component.values.at(0)), 5);
}

TEST_F(Load, AnOverrideReplacesAnUnsetVariable) {
  write("data/x", "");
  write("a.toml", kSmall);
  const std::string rootless = "[dataset]\nroot = '${SERHOST_TEST_NOT_SET}'\n";
  write("b.toml", "extends = 'a.toml'\n" + rootless);
  EXPECT_EQ(faults_of("b.toml"),
            "b.toml:3:8: the environment variable SERHOST_TEST_NOT_SET is not set; set it, or "
            "write the value itself");
  EXPECT_EQ(load_good("b.toml", {"dataset.root=data"}).datasets.at(0).root, folder() / "data");
}

TEST_F(Load, VariablesExpandOnceAndCanBeEscaped) {
  ::setenv("SERHOST_TEST_VALUE", "${HOME}", 1);
  write("a.toml", "name = 'a-${SERHOST_TEST_VALUE}-$${X}-$5'\n" + kSmall);
  EXPECT_EQ(load_good("a.toml").name, "a-${HOME}-${X}-$5");
  write("b.toml", "name = '${not closed'\ntask = '${1x}'\n" + kSmall);
  EXPECT_EQ(
      faults_of("b.toml"),
      "b.toml:1:8: '${' without a '}'; a literal one is written '$${'\n"
      "b.toml:2:8: '${1x}' does not name an environment variable; a literal one is written '$${'");
  ::unsetenv("SERHOST_TEST_VALUE");
}

TEST_F(Load, ALabelMapAddsToMergeAndTheExperimentsOwnWordsComeFirst) {
  write("map.toml",
        "[labels]\nW = 'anger'\nF = 'happiness'\nL = 'boredom'\n\"very sad\" = 'sadness'\n");
  write("a.toml",
        "[dataset]\nplugin = 'synthetic'\nclasses = ['anger', 'happiness', 'sadness']\nlabels = "
        "'map.toml'\nmerge = { F = "
        "'sadness' }\n"
        "[backbone]\nplugin = 'lstm'\n[loss]\nplugin = 'cross_entropy'\n");
  EXPECT_THAT(load_good("a.toml").datasets.at(0).merge,
              ElementsAre(Pair("F", "sadness"), Pair("L", "boredom"), Pair("W", "anger"),
                          Pair("very sad", "sadness")));
  write("map.toml", "[label]\nW = 'anger'\n");
  EXPECT_EQ(faults_of("a.toml"),
            "a.toml:4:10: dataset.labels: " + (folder() / "map.toml").string() +
                ": a label map has one table [labels] with lines \"label\" = \"class\"\n" +
                (folder() / "map.toml").string() +
                ":1:2: unknown key 'label' in the label map. Did you mean 'labels'?");
}

TEST_F(Load, ValuesFromTextsAloneAreCheckedAlike) {
  Faults faults;
  const auto values = values_from(testing::offer_of("focal"), {"gamma=0.5"}, testing::find, faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(std::get<double>(values.at(0)), 0.5);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(values.at(1)));
  values_from(testing::offer_of("focal"), {"gama=0.5", "gamma=-1"}, testing::find, faults);
  EXPECT_EQ(faults.text(),
            "-s: gamma: found -1, but must be a number of at least 0\n-s: unknown key 'gama' in "
            "loss 'focal'. Did you mean 'gamma'?");
}

TEST_F(Load, AClipThatIsAloneInItsBatchHasNothingToBeMixedWith) {
  const std::string small =
      "[dataset]\nplugin = 'synthetic'\n[backbone]\nplugin = 'lstm'\n[loss]\nplugin = "
      "'cross_entropy'\n[train]\nmix = 'mixup'\n";
  write("a.toml", small + "batch_size = 1\n");
  EXPECT_EQ(faults_of("a.toml"),
            "a.toml:8:7: train.mix: mixes clips of one batch, and train.batch_size = 1 leaves each "
            "alone; choose at least 2, or take train.mix out");
  write("a.toml", small + "batch_size = 2\n");
  EXPECT_EQ(load_good("a.toml").train.mix, "mixup");
}

TEST_F(Load, AKeyOfMegabytesIsTakenOutOfTheMessageButForItsEnds) {
  write("a.toml",
        "[dataset]\nplugin = 'synthetic'\n[backbone]\nplugin = 'lstm'\n[loss]\nplugin = "
        "'cross_entropy'\n[train]\nbegin" +
            std::string(5'000'000, 'x') + "end = 1\n");
  const auto told = faults_of("a.toml");
  EXPECT_LT(told.size(), 6000U);
  EXPECT_THAT(told, ::testing::StartsWith("a.toml:8:1: unknown key 'beginxxx"));
  EXPECT_THAT(told, ::testing::HasSubstr("bytes left out) ... xxx"));
  EXPECT_THAT(told, ::testing::HasSubstr("xxend' in [train]"));
}

TEST_F(Load, OfASweepNamesTheCommandForIt) {
  write("grid.toml", "[base]\nextends = \"a.toml\"\n[axes]\nseed = [1]\n");
  EXPECT_EQ(faults_of("grid.toml"),
            "grid.toml:1:1: [base] belongs to a sweep: serhost sweep grid.toml");
}

}  // namespace
}  // namespace serhost::config
