// Whole outputs for bad files, as a user sees them: every fault at once, in the order of the text.
#include <gmock/gmock.h>

#include "config/pieces.hpp"
#include "config/task_info.hpp"
#include "fixture.hpp"

namespace serhost::config {
namespace {

using testing::kSmall;
using ConfigFaults = testing::InFolder;

/// What core/model/pooling would have registered.
std::vector<ParamSpec> no_keys() { return {}; }
Piece pooling_piece(const char* name, int order) {
  return {"pooling", name, "", order, &no_keys, nullptr};
}
Piece kPoolings[] = {pooling_piece("mean", 10), pooling_piece("mean_std", 20),
                     pooling_piece("attention", 30), pooling_piece("summary", 40),
                     pooling_piece("mean_scores", 50)};
const bool kPoolingsAreKnown = [] {
  for (auto& piece : kPoolings) RegisteredPiece{piece};
  return true;
}();

/// What core/tasks would have registered.
const bool kTaskIsKnown = (register_task({.name = "classification", .summary = ""}), true);

TEST_F(ConfigFaults, AreToldAllAtOnceInTheOrderOfTheText) {
  write("bad.toml", R"(name = "a/b"
task = "regression"
seeds = [1, 2, 1, -3]
epochs = 4

[dataset]
plugin  = "synthetic"
root    = "nowhere"
classes = ["anger", "sadness", "anger"]
merge   = { excitement = "angr" }
clips   = 0

[protocol]
name = "k_fold"
k = 1
validation = { form = "speakers", fraction = 1.0 }
file = "folds.csv"

[backbone]
plugin = "lstm"
hidden = "many"
freeze = "encoder"
take = "weighted"

[head]
hidden = 256
pooling = "means"

[loss]
plugin = "focall"
gamma = 3

[train]
epochs = "ten"
batch_size = 4
batch_seconds = 10
optimizer = { name = "adamw", lr = 0, momentum = 0.9, betas = [0.9] }
schedule = { name = "cyclic", high = 0.1, warmup = 3 }
class_weights = { angry = 2.0 }
device = "gpu"
precison = "bf16"
)");
  Faults faults;
  load("bad.toml", {}, testing::find, faults);
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_EQ(
      faults.text(),
      "bad.toml:1:1: name: must be a valid folder name: 1 to 200 bytes without '/', not beginning "
      "with a dot\nbad.toml:2:8: task: found the string \"regression\", but must be one of "
      "classification\nbad.toml:3:19: seeds: found -3, but must be a whole number from 0 to "
      "9223372036854775807\nbad.toml:4:1: unknown key 'epochs'. Did you mean 'train.epochs'?\n"
      "bad.toml:8:11: dataset.root: '" +
          (folder() / "nowhere").string() +
          "' does not exist\n"
          "bad.toml:9:32: dataset.classes: 'anger' is listed twice\n"
          "bad.toml:10:13: dataset.merge: 'angr' is not one of the classes. Did you mean 'anger'?\n"
          "bad.toml:11:11: dataset.clips: found 0, but must be a whole number of at least 1\n"
          "bad.toml:14:8: protocol.name: found the string \"k_fold\", but must be one of holdout, "
          "k-fold, random-parts, leave-one-speaker-out, leave-one-session-out, "
          "leave-one-corpus-out, cross-corpus, official, folds. Did you mean 'k-fold'?\n"
          "bad.toml:15:5: protocol.k: found 1, but must be a whole number from 2 to 1000000\n"
          "bad.toml:16:16: unknown key 'form' in [protocol.validation]. Did you mean 'from'?\n"
          "bad.toml:16:46: protocol.validation.fraction: found 1.0, but must be a number above 0 "
          "and below 1\n"
          "bad.toml:17:8: protocol.file: '" +
          (folder() / "folds.csv").string() +
          "' does not exist\nbad.toml:21:10: backbone.hidden: found the string \"many\", but must "
          "be a whole number of at least 1\nbad.toml:22:10: backbone.freeze: lstm has no stages, "
          "so it must be none or all; found \"encoder\"\nbad.toml:23:8: backbone.layers: lstm has "
          "no layers to choose from; leave it out\nbad.toml:26:10: head.hidden: found 256, but "
          "must be a list of whole numbers\nbad.toml:27:11: head.pooling: found the string "
          "\"means\", but must be one of mean, mean_std, attention, summary, mean_scores. Did you "
          "mean 'mean'?\nbad.toml:30:10: no loss 'focall'. Did you mean 'focal'? Known: "
          "cross_entropy, everything, focal, weighted.\nbad.toml:34:10: train.epochs: found the "
          "string \"ten\", but must be a whole number from 1 to 1000000\nbad.toml:36:1: "
          "train.batch_seconds: train.batch_size is given, too, but only one of them can limit a "
          "batch; remove one\nbad.toml:37:36: train.optimizer.lr: found 0, but must be a number "
          "above 0\nbad.toml:37:39: train.optimizer.momentum: adamw does not use it, only sgd, "
          "rmsprop do\nbad.toml:37:63: train.optimizer.betas: found 1 element, but must be a list "
          "of 2\nbad.toml:38:12: train.schedule.low is missing: a cyclic schedule runs between two "
          "learning rates, `low` and `high`\nbad.toml:38:43: train.schedule.warmup: cyclic does "
          "not use it, only constant, linear, cosine do\nbad.toml:39:19: train.class_weights: "
          "'angry' is not a class. Did you mean 'anger'?\nbad.toml:40:10: train.device: found the "
          "string \"gpu\", but must be one of auto, cpu, cuda, cuda:N. Did you mean "
          "'cpu'?\nbad.toml:41:1: unknown key "
          "'precison' in [train]. Did you mean 'precision'?");
}

TEST_F(ConfigFaults, OfAnEmptyFileNameTheTablesThatMustBeThere) {
  write("empty.toml", "");
  EXPECT_EQ(faults_of("empty.toml"),
            "empty.toml: there is no [dataset] table; it names the dataset's `plugin`\n"
            "empty.toml: there is no [backbone] table; it names the backbone's `plugin`\n"
            "empty.toml: there is no [loss] table; it names the loss's `plugin`");
  write("half.toml", "dataset = 5\nbackbone = []\nloss = [{}]\nhead = 1\n");
  EXPECT_EQ(
      faults_of("half.toml"),
      "half.toml:1:11: dataset: found 5, but must be a table [dataset], or tables [[dataset]]\n"
      "half.toml:2:12: backbone: found an empty list, but must be a table [backbone], or tables "
      "[[backbone]]\n"
      "half.toml:3:8: loss: found a list, but must be one table [loss]\n"
      "half.toml:4:8: head: found 1, but must be one table [head]");
}

TEST_F(ConfigFaults, OfPluginsGiveTheStatusOfWhatIsNotAvailable) {
  write("a.toml", kSmall);
  Faults faults;
  load("a.toml", {"loss.plugin=focall"}, testing::find, faults);
  EXPECT_EQ(faults.exit(), Exit::unavailable);
  EXPECT_EQ(faults.text(),
            "-s: no loss 'focall'. Did you mean 'focal'? Known: cross_entropy, everything, focal, "
            "weighted.");
}

TEST_F(ConfigFaults, OfACheckpointThatIsANameOfTheHubSayHowToFetchIt) {
  write("a.toml", kSmall);
  Faults faults;
  load("a.toml", {"backbone.plugin=hubert", "backbone.checkpoint=facebook/hubert-base-ls960"},
       testing::find, faults);
  EXPECT_EQ(faults.exit(), Exit::missing);
  EXPECT_NE(
      faults.text().find("does not exist; if facebook/hubert-base-ls960 is a model of Hugging "
                         "Face, fetch it with: hf download facebook/hubert-base-ls960 "
                         "--local-dir models/hubert-base-ls960, and give that folder"),
      std::string::npos)
      << faults.text();
}

TEST_F(ConfigFaults, OfPathsGiveTheStatusOfWhatIsMissing) {
  write("a.toml", kSmall);
  Faults faults;
  load("a.toml", {"dataset.root=~/data"}, testing::find, faults);
  EXPECT_EQ(faults.exit(), Exit::missing);
  EXPECT_EQ(faults.text(), "-s: dataset.root: '" + (folder() / "~/data").string() +
                               "' does not exist; '~' is not expanded, write ${HOME}");
  Faults again;  // but for the path the experiment is complete
  const auto experiment = load("a.toml", {"dataset.root=gone"}, testing::find, again);
  EXPECT_EQ(experiment.datasets.at(0).root, folder() / "gone");
  EXPECT_NE(experiment.resolved, "");
  Faults none;
  load("gone.toml", {}, testing::find, none);
  EXPECT_EQ(none.exit(), Exit::missing);
  EXPECT_EQ(none.text(), "gone.toml: No such file or directory");
}

TEST_F(ConfigFaults, OfEveryTypeOfParameterSayWhatWasFoundAndWhatMustBe) {
  write("a.toml", kSmall + R"(
flag = 1
count = 11
rate = 1.5
mode = "medium"
file = 3
sizes = [1, 0, "x"]
rates = 2.0
words = ["a", 1]
table = { a = "b", c = inf }
layer = -1
maybe = 2.5
)");
  EXPECT_EQ(faults_of("a.toml", {}).substr(0, 15),
            "a.toml:10:1: un");  // cross_entropy has no parameters
  write("b.toml", "extends = 'a.toml'\n");
  auto text = kSmall;
  text.replace(text.find("cross_entropy"), 13, "everything");
  write("c.toml", text +
                      "flag = 1\ncount = 11\nrate = 1.5\nmode = \"medium\"\nfile = 3\nsizes = [1, "
                      "0, \"x\"]\nrates = 2.0\nwords "
                      "= [\"a\", 1]\n"
                      "table = { a = \"b\", c = inf }\nlayer = -1\nmaybe = 2.5\n");
  EXPECT_EQ(
      faults_of("c.toml"),
      "c.toml:9:8: loss.flag: found 1, but must be true or false\n"
      "c.toml:10:9: loss.count: found 11, but must be a whole number from 1 to 10\n"
      "c.toml:11:8: loss.rate: found 1.5, but must be a number of at most 1\n"
      "c.toml:12:8: loss.mode: found the string \"medium\", but must be one of soft, hard\n"
      "c.toml:13:8: loss.file: found 3, but must be a path\n"
      "c.toml:14:13: loss.sizes: found 0, but must be a whole number of at least 1\n"
      "c.toml:14:16: loss.sizes: found the string \"x\", but must be a whole number of at least 1\n"
      "c.toml:15:9: loss.rates: found 2.0, but must be a list of numbers\n"
      "c.toml:16:15: loss.words: found 1, but must be a string\n"
      "c.toml:17:15: loss.table.a: found the string \"b\", but must be a number\n"
      "c.toml:17:24: loss.table.c: found inf, but must be a number\n"
      "c.toml:18:9: loss.layer: found -1, but must be a whole number of at least 0\n"
      "c.toml:19:9: loss.maybe: found 2.5, but must be a whole number");
}

TEST_F(ConfigFaults, OfNestedPartsNameTheirPath) {
  auto text = kSmall;
  text.replace(text.find("cross_entropy"), 13, "weighted");
  write(
      "a.toml",
      text +
          "parts = [{ plugin = \"focal\", gama = 1 }, { weight = 1 }, { plugin = \"aam\" }, 3]\n");
  EXPECT_EQ(faults_of("a.toml"),
            "a.toml:9:30: unknown key 'gama' in [loss.parts.0] (focal). Did you mean 'gamma'?\n"
            "a.toml:9:42: loss.parts.1.plugin is missing: which loss is it?\n"
            "a.toml:9:69: no loss 'aam'. Known: cross_entropy, everything, focal, weighted.\n"
            "a.toml:9:78: loss.parts.3: found 3, but must be a table with the `plugin` of a loss");
}

TEST_F(ConfigFaults, OfOverridesNameTheCommandLine) {
  write("a.toml", kSmall);
  Faults usage;
  load("a.toml", {"no equals", ".=1", "train.epochs=0", "x=1"}, testing::find, usage);
  EXPECT_EQ(usage.exit(), Exit::config);
  EXPECT_EQ(usage.text(),
            "-s: found 'no equals', but an override is key=value, as in -s loss.gamma=3\n"
            "-s: found '.=1', but an override is key=value, as in -s loss.gamma=3\n"
            "-s: train.epochs: found 0, but must be a whole number from 1 to 1000000\n"
            "-s: unknown key 'x'. Known: name, task, tasks, seeds, dataset, protocol, "
            "conversation, backbone, head, "
            "loss, train, augment.");
}

TEST_F(ConfigFaults, OfAnOverrideIntoAListNameItsLength) {
  write("a.toml",
        "[[backbone]]\nplugin = 'lstm'\n[[backbone]]\nplugin = 'lstm'\n[dataset]\nplugin = "
        "'synthetic'\n[loss]\nplugin = "
        "'cross_entropy'\n");
  EXPECT_EQ(faults_of("a.toml", {"backbone.2.hidden=1", "backbone.hidden=1"}),
            "-s: backbone is a list of 2; say which: backbone.0.2");
  EXPECT_EQ(faults_of("a.toml", {"backbone.2.hidden=1"}),
            "-s: backbone.2: backbone has 2 elements, counted from 0");
}

TEST_F(ConfigFaults, OfTwoDatasetsWithOneNameAskForNames) {
  write("a.toml",
        "[[dataset]]\nplugin = 'synthetic'\n[[dataset]]\nplugin = 'synthetic'\n[backbone]\nplugin "
        "= 'lstm'\n[loss]\nplugin = "
        "'cross_entropy'\n");
  EXPECT_EQ(
      faults_of("a.toml"),
      "a.toml:3:1: dataset.1: another dataset is called 'synthetic'; give each its own `name`");
}

TEST_F(ConfigFaults, OfPatienceWithoutAValidationPart) {
  write("a.toml", kSmall + "[train]\npatience = 3\n[protocol]\nvalidation = { from = 'none' }\n");
  EXPECT_EQ(faults_of("a.toml"),
            "a.toml:10:12: train.patience: needs a validation part, but protocol.validation.from "
            "is \"none\"");
}

TEST_F(ConfigFaults, AnyByteOfAGoodFileMayBeSpoiledWithoutACrash) {
  const std::string good =
      "name = 'x'\nseeds = [1]\n" + kSmall + "[train]\nepochs = 1\noptimizer = { lr = 0.1 }\n";
  int faulty = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char c : {'\0', '[', '"', '\xFF', '=', '9'}) {
      auto text = good;
      text[at] = c;
      write("a.toml", text);
      faulty += !faults_of("a.toml").empty();
    }
  }
  EXPECT_GT(faulty, static_cast<int>(good.size()));
}

TEST_F(ConfigFaults, ColumnsAreForReadersOfLists) {
  write("a.toml", kSmall);
  EXPECT_THAT(faults_of("a.toml", {"dataset.columns={path=\"file\"}"}),
              ::testing::HasSubstr("dataset.columns: dataset 'synthetic' reads no list with "
                                   "columns; leave it out"));
  EXPECT_THAT(faults_of("a.toml", {"dataset.columns=3"}),
              ::testing::HasSubstr("must be a table of meaning = \"column\""));
}

}  // namespace
}  // namespace serhost::config
