// The resolved text says everything and loads to the same; the signature knows what decides a
// result.
#include "config/resolved.hpp"

#include <gmock/gmock.h>

#include "config/toml_text.hpp"
#include "fixture.hpp"
#include "random_file.hpp"
#include "same_experiment.hpp"

namespace serhost::config {
namespace {

using ::testing::ElementsAre;
using testing::kSmall;
using Resolved = testing::InFolder;

TEST_F(Resolved, SaysEveryKeyWithTheValueUsed) {
  write("small.toml", kSmall);
  EXPECT_EQ(load_good("small.toml").resolved,
            R"(# Every key with the value used; loads to the same experiment.
name = "small"
task = "classification"
seeds = [1]

[dataset]
plugin = "synthetic"
name = "synthetic"
merge = {}
skip_damaged = false
weight = 1.0
clips = 100

[protocol]
name = "holdout"
seed = 0
resplit = false
k = 5
test = 0.25
stratify = false
validation = { fraction = 0.2 }
select = "ua"

[backbone]
plugin = "lstm"
freeze = "none"
layers = "last"
hidden = 128
num_layers = 2

[head]
frame_hidden = []
pooling = "mean"
hidden = []
activation = "tanh"
dropout = 0.1

[loss]
plugin = "cross_entropy"

[train]
epochs = 10
batch_size = 16
accumulate = 1
optimizer = { name = "adamw", lr = 0.001, weight_decay = 0.0, betas = [0.9, 0.999], eps = 1e-08 }
schedule = { name = "constant", warmup = 0.0 }
class_weights = "none"
sampling = "shuffle"
bucket = true
clip_norm = 0.0
pad_short = false
precision = "fp32"
device = "auto"
checkpoints = "best"
loss_batch = "effective"
)");
}

TEST_F(Resolved, LoadsBackToAnEqualExperimentWhateverTheFile) {
  write("existing", "");
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto text = RandomFile(seed, folder() / "existing").text();
    SCOPED_TRACE(text);
    write("a.toml", text);
    const auto first = load_good("a.toml");
    write("elsewhere/b.toml", first.resolved);
    const auto second = load_good("elsewhere/b.toml");
    expect_same(first, second);
    EXPECT_TRUE(changed_keys(first.resolved, second.resolved).empty());
    if (HasFailure()) break;
  }
}

TEST_F(Resolved, HoldsTheLabelMapAndNoLongerNeedsIt) {
  write("map.toml", "[labels]\nW = 'anger'\nL = 'boredom'\n");
  write("a.toml",
        "[dataset]\nplugin = 'synthetic'\nclasses = ['anger', 'joy']\nlabels = "
        "'map.toml'\n[backbone]\nplugin = "
        "'lstm'\n[loss]\nplugin = 'cross_entropy'\n");
  const auto e = load_good("a.toml");
  EXPECT_NE(e.resolved.find("merge = { W = \"anger\" }"), std::string::npos);
  EXPECT_NE(e.resolved.find("unused_merge = true"), std::string::npos) << "as of a map";
  std::filesystem::remove("map.toml");
  write("b.toml", e.resolved);
  EXPECT_EQ(load_good("b.toml").experiment_hash, e.experiment_hash);
}

TEST_F(Resolved, TheSignatureIgnoresWhatDoesNotDecideTheResult) {
  write("a.toml", kSmall);
  const auto signature = [&](const std::vector<std::string>& overrides) {
    return load_good("a.toml", overrides).experiment_hash;
  };
  const auto plain = signature({});
  EXPECT_EQ(signature({"name=other", "train.device=cpu", "train.checkpoints=all"}), plain);
  EXPECT_EQ(signature({"train.epochs=10"}), plain);  // the default, written out
  EXPECT_NE(signature({"train.epochs=11"}), plain);
  EXPECT_NE(signature({"seeds=[2]"}), plain);
  EXPECT_NE(signature({"loss.plugin=focal"}), plain);
  EXPECT_NE(signature({"protocol.validation.from=speakers"}), plain);
}

TEST_F(Resolved, ChangedKeysAreNamedByTheirPath) {
  write("a.toml", kSmall);
  const auto resolved = [&](const std::vector<std::string>& overrides) {
    return load_good("a.toml", overrides).resolved;
  };
  EXPECT_THAT(
      changed_keys(resolved({}), resolved({"train.epochs=11", "head.hidden=[3]", "name=b",
                                           "train.max_seconds=3", "train.optimizer.lr=0.5"})),
      ElementsAre("head.hidden", "train.epochs", "train.max_seconds", "train.optimizer.lr"));
  EXPECT_THAT(changed_keys(resolved({}), resolved({"loss.plugin=focal"})),
              ElementsAre("loss.gamma", "loss.plugin"));
  EXPECT_THROW(changed_keys("a = ", ""), ConfigError);
}

}  // namespace
}  // namespace serhost::config
