// Several processes train one model: the same curves and predictions as one, whoever started them;
// what happens when one is lost, and that the run goes on with another number of them.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "core/distributed/free_port.hpp"
#include "end_to_end/process.hpp"

namespace {

using end_to_end::Environment;
using end_to_end::Finished;
using end_to_end::Scratch;
using end_to_end::slurp;
using ::testing::HasSubstr;
namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// 18 clips to train on, of which the last batch of 8 has 2: with four processes, two have none.
const std::string kSmall = R"(name = "small"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 3
takes = 1
emotions = ["anger", "neutral", "sadness"]
[protocol]
name = "holdout"
[backbone]
plugin = "lstm"
width = 12
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 4
batch_size = 8
checkpoints = "all"
optimizer = { name = "sgd", lr = 0.01, momentum = 0.9 }
)";

Finished run_with(int processes, const Scratch& scratch, const std::string& out, Words more = {}) {
  Words words = {"launch",  "-n",        std::to_string(processes),
                 "--",      "run",       "small.toml",
                 "--quiet", "--threads", "1",
                 "--out",   out};
  if (processes == 1) words.erase(words.begin(), words.begin() + 4);
  words.insert(words.end(), more.begin(), more.end());
  // Each computes what it caches.
  return end_to_end::serhost(words, scratch.path(),
                             {{"SERHOST_CACHE_DIR", scratch.path() / ("cache-" + out)}});
}

/// Columns of numbers by the names of the rows, which are the first `keys` columns.
struct Numbers {
  std::vector<std::string> rows;
  std::vector<double> values;
};

Numbers numbers_in(const fs::path& file, const Words& named, const std::string& skipped = "") {
  const auto records = serhost::csv_records(slurp(file));
  const auto names = serhost::csv_split(records.at(0));
  Numbers out;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto cells = serhost::csv_split(records[i]);
    std::string row;
    for (std::size_t c = 0; c < names.size(); ++c) {
      const bool key = std::find(named.begin(), named.end(), names[c]) != named.end();
      char* end = nullptr;
      const double value = std::strtod(cells.at(c).c_str(), &end);
      if (key || end == cells[c].c_str()) row += cells[c] + " ";
      else if (names[c] != skipped) out.values.push_back(value);
    }
    out.rows.push_back(row);
  }
  return out;
}

void expect_near(const Numbers& a, const Numbers& b, double most) {  // relative above 1
  EXPECT_EQ(a.rows, b.rows);
  ASSERT_EQ(a.values.size(), b.values.size());
  ASSERT_FALSE(a.values.empty());
  for (std::size_t i = 0; i < a.values.size(); ++i)
    EXPECT_NEAR(a.values[i], b.values[i], most * std::max(1.0, std::abs(a.values[i])));
}

/// Equal curves and equal predictions, to what sums in another order change.
void expect_same(const fs::path& a, const fs::path& b) {
  SCOPED_TRACE(b.string());
  expect_near(numbers_in(a / "history.csv", {"fold", "seed", "epoch", "step"}, "seconds"),
              numbers_in(b / "history.csv", {"fold", "seed", "epoch", "step"}, "seconds"), 1e-5);
  expect_near(numbers_in(a / "predictions.csv", {"fold", "seed"}),
              numbers_in(b / "predictions.csv", {"fold", "seed"}), 1e-5);
}

nlohmann::json record_of(const fs::path& run) {
  return nlohmann::json::parse(slurp(run / "run.json"));
}

void expect_equal_runs(const std::string& name, const Words& options,
                       const std::vector<int>& sizes) {
  const Scratch scratch(name);
  scratch.write("small.toml", kSmall);
  for (const int size : sizes) {
    const auto done = run_with(size, scratch, "run" + std::to_string(size), options);
    ASSERT_EQ(done.status, 0) << done.err;
    EXPECT_EQ(done.err, "");
    EXPECT_THAT(done.out, HasSubstr("report: ")) << "of rank 0, once";
    EXPECT_EQ(done.out.find("report: "), done.out.rfind("report: ")) << done.out;
    expect_same(scratch.path() / "run1", scratch.path() / ("run" + std::to_string(size)));
  }
  const auto one = record_of(scratch.path() / "run1"), more = record_of(scratch.path() / "run2");
  EXPECT_FALSE(one.contains("processes"));
  EXPECT_EQ(more.at("processes"), 2);
  EXPECT_EQ(one.at("signature"), more.at("signature")) << "comparable whatever the number";
}

/// The encoder of the quickstart of pre-training, without dropout.
const std::string kPretrain = R"(name = "small"
task = "pretrain"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 3
takes = 1
emotions = ["anger", "neutral", "sadness"]
[protocol]
name = "holdout"
unit = "clip"
test = 0.2
validation = { from = "random", fraction = 0.2 }
[backbone]
plugin = "emotion2vec"
width = 16
heads = 2
hidden = 16
prenet = 1
depth = 1
tokens = 2
conv_dim = [8, 8, 8, 8, 8, 8, 8]
dropout = 0.0
attention_dropout = 0.0
layerdrop = 0.0
[loss]
plugin = "online_distillation"
clones = 2
decoder_width = 16
decoder_layers = 1
decoder_dropout = 0.0
[train]
epochs = 12
batch_size = 5
accumulate = 2
checkpoints = "all"
optimizer = { name = "sgd", lr = 0.01, momentum = 0.9 }
)";

/// Columns of history.csv by their names.
Numbers curves(const fs::path& run) {
  const auto records = serhost::csv_records(slurp(run / "history.csv"));
  const auto names = serhost::csv_split(records.at(0));
  Numbers out;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto cells = serhost::csv_split(records[i]);
    out.rows.push_back(std::to_string(i));
    for (std::size_t c = 0; c < names.size(); ++c) {
      const bool asked =
          names[c] == "train_loss" || names[c] == "val_loss" || names[c] == "val_objective";
      if (asked && !cells.at(c).empty())  // of a run without a validation part
        out.values.push_back(std::stod(cells.at(c)));
    }
  }
  return out;
}

/// Looks for a process every moment until it is there.
template <class Found>
auto wait_for(const Found& found) -> decltype(found()) {
  for (int i = 0; i < 1200; ++i) {
    if (auto out = found()) return out;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  return {};
}

std::vector<pid_t> children_of(pid_t parent) {
  std::istringstream in(
      slurp("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children"));
  return {std::istream_iterator<pid_t>(in), {}};
}

/// Such a run without end, once it trains and has saved.
pid_t start_endless(const Scratch& scratch, int processes) {
  const auto child = end_to_end::start(
      {end_to_end::program(), "launch", "-n", std::to_string(processes), "run", "small.toml", "-s",
       "train.epochs=100000", "--threads", "1", "--out", "run"},
      scratch.path(), scratch.path() / "out", scratch.path() / "err",
      {{"SERHOST_CHECKPOINT_SECONDS", "0.2"}});
  const auto saved = scratch.path() / "run/checkpoints/fold-1/seed-1/last/state.json";
  EXPECT_TRUE(wait_for([&] { return fs::exists(saved); })) << slurp(scratch.path() / "err");
  return child;
}

}  // namespace

TEST(SeveralProcesses, GiveTheCurveOfOneForCrossEntropy) {
  // 200 updates and a short last batch.
  expect_equal_runs("ce", {"-s", "train.epochs=67"}, {1, 2, 4});
}

TEST(SeveralProcesses, GiveTheCurveOfOneForAam) {
  expect_equal_runs("aam", {"-s", "loss.plugin=aam", "-s", "train.accumulate=2"}, {1, 2, 4});
}

TEST(SeveralProcesses, GiveTheCurveOfOneForALossOfTheWholeBatch) {
  expect_equal_runs("ccc", {"-s", "loss.plugin=ccc"}, {1, 2, 4});
  expect_equal_runs(
      "ccc13", {"-s", "loss.plugin=ccc", "-s", "train.accumulate=2", "-s", "train.batch_size=13"},
      {1, 2});
}

TEST(SeveralProcesses, GiveThePreTrainingOfOne) {
  const Scratch scratch("pretrain");
  scratch.write("small.toml", kPretrain);
  for (const int processes : {1, 2}) {
    const auto done = run_with(processes, scratch, "run" + std::to_string(processes));
    ASSERT_EQ(done.status, 0) << done.err;
  }
  const auto one = scratch.path() / "run1", two = scratch.path() / "run2";
  expect_near(curves(one), curves(two), 1e-5);
  expect_near(numbers_in(one / "predictions.csv", {"fold", "seed"}),
              numbers_in(two / "predictions.csv", {"fold", "seed"}), 1e-5);
}

TEST(SeveralProcesses, ShareCachedFeatures) {
  expect_equal_runs("frozen", {"-s", "backbone.freeze=all"}, {1, 2});
}

TEST(SeveralProcesses, GoOnInAnotherNumberOfThem) {
  const Scratch scratch("numbers");
  scratch.write("small.toml", kSmall);
  ASSERT_EQ(run_with(1, scratch, "whole").status, 0);
  for (const auto& [first, then] : {std::pair{2, 1}, std::pair{1, 2}}) {
    const auto out = std::to_string(first) + "to" + std::to_string(then);
    ASSERT_EQ(run_with(first, scratch, out, {"-s", "train.epochs=2"}).status, 0);
    const auto resumed = run_with(then, scratch, out, {"--resume"});
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    expect_same(scratch.path() / "whole", scratch.path() / out);
  }
}

TEST(SeveralProcesses, StopTogetherWhenOneIsAskedTo) {
  const Scratch scratch("asked");
  scratch.write("small.toml", kSmall);
  const auto child = start_endless(scratch, 2);
  const auto ranks = children_of(child);
  ASSERT_EQ(ranks.size(), 2u);
  ::kill(ranks[1], SIGUSR1);  // not the one that writes
  EXPECT_EQ(end_to_end::status_of(child), 75) << slurp(scratch.path() / "err");
  const auto said = slurp(scratch.path() / "err");
  EXPECT_THAT(said, HasSubstr("stopped in fold 1/1 seed 1"));
  EXPECT_THAT(said, HasSubstr("--resume"));
}

TEST(SeveralProcesses, EndWhenOneIsKilledAndGoOnAfterwards) {
  const Scratch scratch("killed");
  scratch.write("small.toml", kSmall);
  const auto child = start_endless(scratch, 2);
  const auto ranks = children_of(child);
  ASSERT_EQ(ranks.size(), 2u);
  const auto begin = std::chrono::steady_clock::now();
  ::kill(ranks[1], SIGKILL);
  EXPECT_EQ(end_to_end::status_of(child), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
  const auto said = slurp(scratch.path() / "err");
  EXPECT_THAT(said, HasSubstr("rank 1 of 2 is gone"));
  EXPECT_THAT(said, HasSubstr("of 2 processes rank 1 was killed by signal 9"));
  const auto resumed =
      run_with(2, scratch, "run", {"-s", "train.epochs=100000", "--resume", "--max-time", "3s"});
  EXPECT_EQ(resumed.status, 75) << resumed.err;
}

TEST(SeveralProcesses, AreFoundByTheVariablesOfTorchrun) {
  const Scratch scratch("torchrun");
  scratch.write("small.toml", kSmall);
  ASSERT_EQ(run_with(1, scratch, "alone").status, 0);
  Environment variables = {{"WORLD_SIZE", "2"},
                           {"MASTER_ADDR", "127.0.0.1"},
                           {"MASTER_PORT", std::to_string(serhost::fakes::free_port())}};
  std::vector<pid_t> ranks;
  for (const std::string rank : {"0", "1"}) {
    variables["RANK"] = rank;
    ranks.push_back(end_to_end::start(
        {end_to_end::program(), "run", "small.toml", "--quiet", "--threads", "1", "--out", "run"},
        scratch.path(), scratch.path() / ("out" + rank), scratch.path() / ("err" + rank),
        variables));
  }
  for (const auto rank : ranks) EXPECT_EQ(end_to_end::status_of(rank), 0);
  EXPECT_EQ(slurp(scratch.path() / "out1"), "");
  expect_same(scratch.path() / "alone", scratch.path() / "run");
  // One variable is missing.
  variables["MASTER_PORT"] = "";
  const auto lost = end_to_end::serhost({"run", "small.toml"}, scratch.path(), variables);
  EXPECT_EQ(lost.status, 78);
  EXPECT_THAT(lost.err, HasSubstr("the variable MASTER_PORT is not set"));
}

TEST(SeveralProcesses, SayOnceWhatIsWrongWithTheExperiment) {
  const Scratch scratch("wrong");
  scratch.write("small.toml", kSmall);
  const auto done = run_with(2, scratch, "run", {"-s", "loss.plugin=focall"});
  EXPECT_EQ(done.status, 69) << done.err;
  EXPECT_THAT(done.err, HasSubstr("Did you mean 'focal'"));
  EXPECT_THAT(done.err, HasSubstr("ended with status 69"));
}

TEST(Launch, SaysWhatItNeeds) {
  const Scratch scratch("usage");
  const auto says = [&](Words words) {
    words.insert(words.begin(), "launch");
    const auto done = end_to_end::serhost(words, scratch.path());
    EXPECT_EQ(done.status, 64);
    return done.err;
  };
  EXPECT_THAT(says({}), HasSubstr("launch needs -n N"));
  EXPECT_THAT(says({"-n", "2"}), HasSubstr("launch needs what is to be run"));
  EXPECT_THAT(says({"-n", "0", "run", "a.toml"}), HasSubstr("-n is '0'"));
  EXPECT_THAT(says({"-n", "2", "--", "list"}), HasSubstr("launch knows run alone"));
}
