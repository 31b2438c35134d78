// The resolved text says everything and loads to the same; the signature knows what decides a
// result.
#include "config/resolved.hpp"

#include <gmock/gmock.h>

#include "base/seed.hpp"
#include "config/toml_text.hpp"
#include "fixture.hpp"
#include "host/nested.hpp"

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

// A random experiment file: every key has a chance to be there.
class RandomFile {
 public:
  RandomFile(std::uint64_t seed, const std::filesystem::path& existing)
      : random_(seed), existing_(existing.string()) {}

  std::string text() {
    out_.clear();
    maybe("name", toml_string(pick({"x", "a name", "$${odd}", "\xC3\xA9\""})));
    maybe("seeds", pick({"[1]", "[3, 2]", "[0, 9223372036854775807]"}));
    const bool several = flip();
    for (int i = 0; i < (several ? 2 : 1); ++i) dataset(several, i);
    protocol();
    const bool chain = flip();
    for (int i = 0; i < (chain ? 2 : 1); ++i) backbone(chain);
    head();
    loss();
    train();
    return out_;
  }

 private:
  bool flip() { return random_.below(2) == 0; }
  std::string pick(const std::vector<std::string>& from) {
    return from[random_.below(from.size())];
  }
  void line(const std::string& key, const std::string& value) {
    out_ += key + " = " + value + "\n";
  }
  void maybe(const std::string& key, const std::string& value) {
    if (flip()) line(key, value);
  }
  std::string real() { return toml_real(random_.uniform() * 0.9 + 0.01); }

  void dataset(bool several, int index) {
    out_ += several ? "[[dataset]]\n" : "[dataset]\n";
    line("plugin", "\"synthetic\"");
    line("name", "\"d" + std::to_string(index) + "\"");
    maybe("root", toml_string(existing_));
    line("classes", R"(["anger", "very sad", "joy"])");
    maybe("merge", R"({ "ex \" cited" = "joy", sad = "very sad" })");
    maybe("skip_damaged", "true");
    maybe("weight", real());
    maybe("clips", "7");
  }
  void protocol() {
    if (flip()) return;
    out_ += "[protocol]\n";
    maybe("name", pick({"'k-fold'", "'official'", "'leave-one-speaker-out'"}));
    maybe("seed", "5");
    maybe("resplit", "true");
    maybe("k", "3");
    maybe("test", real());
    maybe("unit", pick({"'speaker'", "'clip'"}));
    maybe("file", toml_string(existing_));
    maybe("validation", pick({"{ from = 'speakers' }", "{ fraction = 0.3 }",
                              "{ from = 'none', fraction = 0.5 }", "{}"}));
    maybe("select", pick({"'loss'", "'wf1'"}));
  }
  void backbone(bool chain) {
    out_ += chain ? "[[backbone]]\n" : "[backbone]\n";
    if (flip()) {
      line("plugin", "'hubert'");
      maybe("checkpoint", toml_string(existing_));
      maybe("layers", pick({"'weighted'", "4", "'0'", "'mean_last_4'"}));
      maybe("freeze", pick({"'all'", "'feature_encoder'"}));
    } else {
      line("plugin", "'lstm'");
      maybe("hidden", "3");
    }
  }
  void head() {
    if (flip()) return;
    out_ += "[head]\n";
    maybe("frame_hidden", "[3]");
    maybe("pooling", "'attention'");
    maybe("hidden", "[1, 2]");
    maybe("dropout", real());
  }
  void loss() {
    out_ += "[loss]\n";
    const auto which = random_.below(3);
    if (which == 0) {
      line("plugin", "'focal'");
      maybe("gamma", real());
      maybe("alpha", "{ anger = 1, 'very sad' = 0.5 }");
    } else if (which == 1) {
      line("plugin", "'weighted'");
      maybe("parts",
            "[{ plugin = 'focal', weight = 0.25, alpha = { joy = 3 } }, { plugin = 'weighted', "
            "parts = [{ plugin = 'everything', "
            "file = " +
                toml_string(existing_) + " }] }]");
    } else {
      line("plugin", "'everything'");
      maybe("flag", "false");
      maybe("words", "['$${x}', '$', '', 'tab\tx']");
      maybe("layer", pick({"5", "'weighted'"}));
      maybe("maybe", "-4");
      maybe("rates", "[1, 2.5e-7]");
      maybe("table", "{}");
    }
  }
  void train() {
    if (flip()) return;
    out_ += "[train]\n";
    maybe("epochs", "2");
    if (flip()) maybe("batch_size", "3");
    else maybe("batch_seconds", "30");
    maybe("optimizer", pick({"{ lr = 0.5, betas = [0, 0.5] }", "{ name = 'sgd', momentum = 0 }",
                             "{ name = 'rmsprop', eps = 1e-3, layer_decay = 1 }"}));
    maybe("schedule",
          pick({"{ name = 'cosine', warmup = 5 }",
                "{ name = 'cyclic', low = 0, high = 1, unit = 'update', momentum = true }"}));
    maybe("class_weights", pick({"'balanced'", "{ joy = 3 }"}));
    maybe("max_seconds", real());
    maybe("pad_short", "true");
    maybe("device", "'cuda:3'");
    maybe("checkpoints", "'none'");
    maybe("max_clips", "9");
  }

  Random random_;
  std::string existing_, out_;
};

bool same(const Values& a, const Values& b);

bool same(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  const auto* parts = std::get_if<std::vector<PartValue>>(&a);
  if (!parts) {
    return std::visit(
        [&](const auto& held) {
          using T = std::decay_t<decltype(held)>;
          if constexpr (std::is_same_v<T, std::vector<PartValue>>) return false;
          else return held == std::get<T>(b);
        },
        a);
  }
  const auto& others = std::get<std::vector<PartValue>>(b);
  if (parts->size() != others.size()) return false;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const auto& x = (*parts)[i];
    const auto& y = others[i];
    if (x.plugin != y.plugin || x.weight != y.weight || x.nested->info != y.nested->info ||
        !same(x.nested->values, y.nested->values))
      return false;
  }
  return true;
}

bool same(const Values& a, const Values& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

void expect_same(const ComponentRef& a, const ComponentRef& b) {
  EXPECT_EQ(a.plugin, b.plugin);
  EXPECT_EQ(a.info, b.info);
  EXPECT_TRUE(same(a.values, b.values));
}

void expect_same(const TrainTable& a, const TrainTable& b) {
  EXPECT_EQ(std::tie(a.epochs, a.batch_size, a.batch_seconds, a.accumulate, a.class_weights,
                     a.sampling, a.bucket, a.clip_norm, a.max_seconds, a.pad_short, a.precision,
                     a.device, a.checkpoints, a.loss_batch, a.patience, a.max_clips),
            std::tie(b.epochs, b.batch_size, b.batch_seconds, b.accumulate, b.class_weights,
                     b.sampling, b.bucket, b.clip_norm, b.max_seconds, b.pad_short, b.precision,
                     b.device, b.checkpoints, b.loss_batch, b.patience, b.max_clips));
  const auto& o = a.optimizer;
  const auto& p = b.optimizer;
  EXPECT_EQ(std::tie(o.name, o.lr, o.weight_decay, o.backbone_lr, o.layer_decay),
            std::tie(p.name, p.lr, p.weight_decay, p.backbone_lr, p.layer_decay));
  expect_same(o.component, p.component);
  const auto& s = a.schedule;
  const auto& t = b.schedule;
  EXPECT_EQ(std::tie(s.name, s.warmup, s.low, s.high, s.half_period, s.unit, s.momentum),
            std::tie(t.name, t.warmup, t.low, t.high, t.half_period, t.unit, t.momentum));
}

void expect_same(const Experiment& a, const Experiment& b) {
  EXPECT_EQ(std::tie(a.name, a.task, a.seeds, a.resolved, a.experiment_hash),
            std::tie(b.name, b.task, b.seeds, b.resolved, b.experiment_hash));
  ASSERT_EQ(a.datasets.size(), b.datasets.size());
  for (std::size_t i = 0; i < a.datasets.size(); ++i) {
    const auto& x = a.datasets[i];
    const auto& y = b.datasets[i];
    EXPECT_EQ(std::tie(x.name, x.root, x.classes, x.merge, x.skip_damaged, x.weight),
              std::tie(y.name, y.root, y.classes, y.merge, y.skip_damaged, y.weight));
    expect_same(x.component, y.component);
  }
  ASSERT_EQ(a.backbones.size(), b.backbones.size());
  for (std::size_t i = 0; i < a.backbones.size(); ++i) {
    EXPECT_EQ(std::tie(a.backbones[i].freeze, a.backbones[i].layers),
              std::tie(b.backbones[i].freeze, b.backbones[i].layers));
    expect_same(a.backbones[i].component, b.backbones[i].component);
  }
  const auto& p = a.protocol;
  const auto& q = b.protocol;
  EXPECT_EQ(std::tie(p.name, p.seed, p.resplit, p.k, p.test, p.stratify, p.by_speaker, p.unit_given,
                     p.file, p.select),
            std::tie(q.name, q.seed, q.resplit, q.k, q.test, q.stratify, q.by_speaker, q.unit_given,
                     q.file, q.select));
  EXPECT_EQ(std::tie(p.validation.from, p.validation.fraction, p.validation.by_default),
            std::tie(q.validation.from, q.validation.fraction, q.validation.by_default));
  EXPECT_EQ(std::tie(a.head.frame_hidden, a.head.pooling, a.head.hidden, a.head.activation,
                     a.head.dropout),
            std::tie(b.head.frame_hidden, b.head.pooling, b.head.hidden, b.head.activation,
                     b.head.dropout));
  expect_same(a.loss, b.loss);
  expect_same(a.train, b.train);
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
