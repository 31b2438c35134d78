// Sweeps from outside: grids that fail in one place, are killed, stopped, shared out.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/seed.hpp"
#include "end_to_end/process.hpp"
#include "support/run_files.hpp"
#include "sweep/merged.hpp"

namespace {

using end_to_end::Scratch;
using end_to_end::slurp;
using serhost::sweep::Status;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

const std::string kBase = R"(name = "grid"
[base]
seeds = [1]
[base.dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[base.protocol]
name = "k-fold"
k = 2
[base.backbone]
plugin = "lstm"
width = 8
num_layers = 1
[base.loss]
plugin = "cross_entropy"
[base.train]
epochs = 3
batch_size = 4
optimizer = { name = "adamw", lr = 0.01 }
)";

const std::string kGrid =
    kBase + "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\ntrain.accumulate = [1, 2]\n";

class Sweep : public testing::Test {
 protected:
  end_to_end::Finished sweep(std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"sweep", "grid.toml", "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return end_to_end::serhost(words, folder());
  }

  pid_t start(std::vector<std::string> more, const std::string& name) const {
    std::vector<std::string> words = {end_to_end::program(), "sweep", "grid.toml", "--threads",
                                      "1"};
    words.insert(words.end(), more.begin(), more.end());
    // Checkpoints as often as can be: a kill then meets one being written.
    return end_to_end::start(words, folder(), folder() / (name + ".out"),
                             folder() / (name + ".err"), {{"SERHOST_CHECKPOINT_SECONDS", "0"}});
  }

  const fs::path& folder() const { return scratch_.path(); }

  std::map<std::string, serhost::sweep::Entry> entries(
      const std::string& ledger = "runs/grid/ledger.sqlite") const {
    std::map<std::string, serhost::sweep::Entry> out;
    for (const auto& entry : serhost::sweep::read_ledger(folder() / ledger).entries)
      out[entry.id.substr(0, entry.id.rfind('-'))] = entry;
    return out;
  }

  /// Files of all cells that last, by cell and name.
  std::map<std::string, std::map<std::string, std::string>> cells(const std::string& out) const {
    std::map<std::string, std::map<std::string, std::string>> all;
    for (const auto& entry : fs::directory_iterator(folder() / out / "cells"))
      all[entry.path().filename()] = serhost::fakes::lasting(entry.path());
    return all;
  }

  void expect_the_same(const std::string& a, const std::string& b) const {
    const auto first = cells(a), second = cells(b);
    ASSERT_EQ(first.size(), 4u);
    ASSERT_EQ(second.size(), 4u);
    for (const auto& [cell, files] : first)
      EXPECT_EQ(serhost::fakes::difference(files, second.at(cell)), "") << cell;
  }

  Scratch scratch_{"sweep"};
};

TEST_F(Sweep, AFailureIsToldAndStopsNoOtherCell) {
  scratch_.write("grid.toml", kBase + "[axes]\ntrain.optimizer.lr = [0.01, 1e38, 0.02]\n");
  const auto planned = sweep({"--dry-run"});
  EXPECT_EQ(planned.status, 0) << planned.err;
  EXPECT_THAT(planned.out, HasSubstr("grid: 3 cells to run"));
  EXPECT_FALSE(fs::exists(folder() / "runs"));

  const auto first = sweep();
  EXPECT_EQ(first.status, 1) << first.err;
  EXPECT_THAT(first.out, HasSubstr("2 done, 1 failed, 0 skipped"));
  EXPECT_THAT(first.out, HasSubstr("best on validation: lr0.0"));
  EXPECT_THAT(first.out, HasSubstr("tables and figures: serhost report runs/grid\n"));
  EXPECT_THAT(first.err, Not(HasSubstr(": ; ")));
  EXPECT_THAT(sweep({"--dry-run"}).out, HasSubstr("grid: 1 cell to run, 2 done"));
  EXPECT_THAT(first.out, HasSubstr("failed: lr1e_38-"));
  auto became = entries();
  EXPECT_EQ(became["lr0.01"].status, Status::done);
  EXPECT_EQ(became["lr0.02"].status, Status::done);
  EXPECT_EQ(became["lr1e_38"].status, Status::failed);
  EXPECT_THAT(became["lr1e_38"].reason, HasSubstr("the loss is nan"));
  // At once, before the last cell.
  EXPECT_LT(first.err.find("failed: "), first.err.find("cell 3/3"));
  EXPECT_THAT(first.err, HasSubstr("2 cells left"));

  const auto again = sweep();
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(entries()["lr1e_38"].attempts, 1);
  const auto retried = sweep({"--retry-failed"});
  EXPECT_EQ(retried.status, 1);
  EXPECT_EQ(entries()["lr1e_38"].attempts, 2);
  EXPECT_EQ(entries()["lr0.01"].attempts, 1);

  const auto cell =
      nlohmann::json::parse(slurp(folder() / "runs/grid" / became["lr0.02"].run / "cell.json"));
  EXPECT_EQ(cell["settings"]["train.optimizer.lr"], "0.02");
  EXPECT_EQ(cell["id"], became["lr0.02"].id);
}

TEST_F(Sweep, KilledAtAnyMomentGoesOnAndEndsAsOneThatNothingHappenedTo) {
  scratch_.write("grid.toml", kGrid);
  const auto begin = std::chrono::steady_clock::now();
  const auto whole = sweep({"--out", "whole"});
  ASSERT_EQ(whole.status, 0) << whole.err;
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  serhost::Random random(5);
  int killed = 0;
  for (int kill = 0; kill < 3; ++kill) {
    const auto child = start({"--out", "killed"}, "killed");
    std::this_thread::sleep_for(std::chrono::duration<double>(random.uniform() * seconds * 0.6));
    ::kill(child, SIGKILL);
    // On a machine that is less busy than it was, the rest is done before the kill.
    const auto status = end_to_end::status_of(child);
    EXPECT_THAT(status, testing::AnyOf(128 + SIGKILL, 0));
    killed += status == 0 ? 0 : 1;
  }
  EXPECT_GT(killed, 0);
  const auto last = sweep({"--out", "killed"});
  EXPECT_EQ(last.status, 0) << last.err;
  expect_the_same("whole", "killed");
  for (const auto& [name, entry] : entries("killed/ledger.sqlite"))
    EXPECT_EQ(entry.status, Status::done) << name;
}

TEST_F(Sweep, StoppedBySignalSaysThatItGoesOn) {
  scratch_.write("grid.toml", kGrid);
  const auto child = start({"--out", "stopped"}, "stopped");
  for (int i = 0; i < 600 && !fs::exists(folder() / "stopped/cells"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  ::kill(child, SIGTERM);
  EXPECT_EQ(end_to_end::status_of(child), 75) << slurp(folder() / "stopped.err");
  EXPECT_THAT(slurp(folder() / "stopped.err"), HasSubstr("the same command resumes it"));
  const auto last = sweep({"--out", "stopped"});
  EXPECT_EQ(last.status, 0) << last.err;
  EXPECT_THAT(last.out, HasSubstr("4 done, 0 failed, 0 skipped"));
}

TEST_F(Sweep, ShardsShareTheCellsAndEachIsRunAndReportedOnce) {
  scratch_.write("grid.toml", kBase +
                                  "[variants.backbone.lstm_small]\nbackbone.width = "
                                  "4\n[variants.backbone.lstm_wide]\nbackbone.width = 16\n"
                                  "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\n");
  const auto first = start({"--shard", "1/2"}, "first"),
             second = start({"--shard", "2/2"}, "second");
  EXPECT_EQ(end_to_end::status_of(first), 0) << slurp(folder() / "first.err");
  EXPECT_EQ(end_to_end::status_of(second), 0) << slurp(folder() / "second.err");
  const auto ledgers = serhost::sweep::ledgers_in(folder() / "runs/grid");
  ASSERT_EQ(ledgers.size(), 2u);
  std::vector<serhost::sweep::LedgerContent> contents;
  std::int64_t attempts = 0;
  for (const auto& ledger : ledgers) {
    contents.push_back(serhost::sweep::read_ledger(ledger));
    for (const auto& entry : contents.back().entries) attempts += entry.attempts;
  }
  EXPECT_EQ(attempts, 4);
  const auto merged = serhost::sweep::merge(contents);
  EXPECT_TRUE(merged.conflicts.empty());
  for (const auto& entry : merged.entries) EXPECT_EQ(entry.status, Status::done) << entry.id;

  const auto reported = end_to_end::serhost({"report", "runs/grid", "--format", "csv"}, folder());
  ASSERT_EQ(reported.status, 0) << reported.err;
  EXPECT_EQ(reported.err, "");
  for (const std::string cell : {"lstm_small,cross_entropy,ua,", "lstm_small,focal,ua,",
                                 "lstm_wide,cross_entropy,ua,", "lstm_wide,focal,ua,"}) {
    EXPECT_NE(reported.out.find("\n" + cell), std::string::npos) << cell << reported.out;
  }
  // A ledger alone stands for its own cells, and says how many are elsewhere; a process may have
  // been so slow that it got none.
  const auto& own = contents[0].entries;
  const auto done = std::count_if(own.begin(), own.end(),
                                  [](const auto& entry) { return entry.status == Status::done; });
  if (done == 0 || done == 4) return;
  const auto one =
      end_to_end::serhost({"report", ledgers[0].string(), "--format", "csv"}, folder());
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_THAT(one.err, HasSubstr(std::to_string(4 - done) + " of 4 cells are not done"));
}

/// Without the last field, which names folders.
std::string figures_of(const std::string& csv) {
  std::string out;
  for (std::size_t begin = 0; begin < csv.size();) {
    const auto end = csv.find('\n', begin);
    const auto line = csv.substr(begin, end - begin);
    const auto stamp = line.rfind(',');  // the column before it names the folders
    out += line.substr(0, line.rfind(',', stamp - 1)) + line.substr(stamp) + "\n";
    begin = end + 1;
  }
  return out;
}

TEST_F(Sweep, CellsOfOneFoldEachAreTogetherTheWholeExperiment) {
  const std::string losses = "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\n";
  scratch_.write("grid.toml", kBase + losses);
  ASSERT_EQ(sweep({"--out", "whole"}).status, 0);
  scratch_.write("grid.toml", kBase + losses + "fold = [1, 2]\n");
  const auto parts = sweep({"--out", "parts"});
  ASSERT_EQ(parts.status, 0) << parts.err;
  const auto figures = [&](const std::string& out) {
    const auto reported = end_to_end::serhost({"report", out, "--format", "csv"}, folder());
    EXPECT_EQ(reported.status, 0) << reported.err;
    return figures_of(reported.out);
  };
  const auto whole = figures("whole");
  EXPECT_NE(whole.find("lstm,focal,ua,"), std::string::npos) << whole;
  EXPECT_EQ(figures("parts"), whole);

  // One of the parts is no match for the whole.
  std::map<std::string, fs::path> cell;
  for (const auto* out : {"whole", "parts"}) {
    for (const auto& entry : fs::directory_iterator(folder() / out / "cells")) {
      const auto name = entry.path().filename().string();
      cell[out + ("/" + name.substr(0, name.rfind('-')))] = entry.path();
    }
  }
  const auto compared =
      end_to_end::serhost({"compare", cell.at("parts/cross_entropy-fold1").string(),
                           cell.at("whole/cross_entropy").string()},
                          folder());
  EXPECT_EQ(compared.status, 1);
  EXPECT_THAT(compared.err, HasSubstr("only 1 of 2"));
}

/// Bytes of the tensors of a file by name.
std::map<std::string, std::string> tensors(const fs::path& file) {
  const auto bytes = slurp(file);
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data(), 8);
  const auto header = nlohmann::json::parse(bytes.substr(8, size));
  std::map<std::string, std::string> out;
  for (const auto& [name, tensor] : header.items()) {
    if (name == "__metadata__") continue;
    const auto begin = tensor["data_offsets"][0].get<std::size_t>(),
               end = tensor["data_offsets"][1].get<std::size_t>();
    out[name] = bytes.substr(8 + size + begin, end - begin);
  }
  return out;
}

// With a learning rate of nothing what is trained stays what it began with. That batches, crops and
// dropout do not depend on the loss is shown in tests/core/train/independence_test.
TEST_F(Sweep, EveryLossBeginsWithTheSameWeightsOfBackboneAndHead) {
  auto text = kBase +
              "[base.head]\nhidden = [16]\n[axes]\nloss.plugin = [\"cross_entropy\", "
              "\"label_smoothing\", \"focal\", \"ccc\", \"aam\"]\n";
  text.replace(text.find("lr = 0.01"), 9, "lr = 1e-38");
  text.replace(text.find("epochs = 3"), 10, "epochs = 1");
  scratch_.write("grid.toml", text);
  const auto swept = sweep();
  ASSERT_EQ(swept.status, 0) << swept.err;
  const auto became = entries();
  const auto folder_of = [&](const std::string& loss) {
    return folder() / "runs/grid" / became.at(loss).run;
  };
  for (const std::string fold : {"fold-1", "fold-2"}) {
    const auto weights_of = [&](const std::string& loss) {
      return tensors(folder_of(loss) / "checkpoints" / fold / "seed-1/best/model.safetensors");
    };
    const auto first = weights_of("cross_entropy");
    EXPECT_TRUE(first.contains("head.output.weight"));
    for (const std::string loss : {"label_smoothing", "focal", "ccc", "aam"}) {
      std::size_t shared = 0;
      for (const auto& [name, bytes] : weights_of(loss)) {
        if (!first.contains(name)) continue;
        ++shared;
        EXPECT_EQ(bytes, first.at(name)) << loss << ": " << name;
      }
      // The margin loss has an output layer of its own, weight and bias less in the head.
      EXPECT_EQ(shared, first.size() - (loss == "aam" ? 2 : 0)) << loss;
    }
  }
  for (const std::string loss : {"label_smoothing", "focal", "ccc"}) {
    EXPECT_EQ(slurp(folder_of(loss) / "predictions.csv"),
              slurp(folder_of("cross_entropy") / "predictions.csv"))
        << loss;
    EXPECT_EQ(slurp(folder_of(loss) / "folds.csv"), slurp(folder_of("cross_entropy") / "folds.csv"))
        << loss;
  }
}

TEST_F(Sweep, TunesEveryCellWithTheSameBudgetOnValidationPartsAloneByAnyFigure) {
  scratch_.write("grid.toml",
                 kBase +
                     "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\n[random]\ntrials = "
                     "2\n[random.space]\n\"train.optimizer.lr\" = { low = 1e-3, high = 1e-1, scale "
                     "= \"log\" }\n");
  const auto swept = sweep({"-s", "protocol.select=macro_f1"});
  ASSERT_EQ(swept.status, 0) << swept.err;
  EXPECT_THAT(swept.err, HasSubstr("hyper-parameters chosen on validation parts among 2 trials"));
  int cells = 0;
  for (const auto& entry : fs::directory_iterator(folder() / "runs/grid/cells")) {
    ++cells;
    const auto cell = nlohmann::json::parse(slurp(entry.path() / "cell.json")),
               run = nlohmann::json::parse(slurp(entry.path() / "run.json"));
    EXPECT_EQ(run["status"], "finished");
    EXPECT_EQ(cell["tuning"]["budget"], 2);
    EXPECT_EQ(cell["tuning"]["done"], 2);
    EXPECT_EQ(cell["tuning"]["chosen"].size(), 2u);  // one per fold
    EXPECT_THAT(run["notes"].back().get<std::string>(), HasSubstr("among 2 trials, by macro_f1"));
    EXPECT_EQ(
        std::distance(fs::directory_iterator(entry.path() / "trials"), fs::directory_iterator()),
        2);
  }
  EXPECT_EQ(cells, 2);
  const auto shown = end_to_end::serhost({"ledger", "show", "runs/grid"}, folder());
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr(": 2 of 2 trials done"));
  const auto reported = end_to_end::serhost({"report", "runs", "--format", "md"}, folder());
  ASSERT_EQ(reported.status, 0) << reported.err;
  EXPECT_THAT(reported.out, HasSubstr("| LSTM | 2 | 2 |"));  // the counts of trials
  EXPECT_THAT(reported.out, HasSubstr("They differ in train.optimizer.lr."));
}

TEST_F(Sweep, LedgersAreShownMergedAndTheirConflictsTold) {
  scratch_.write("grid.toml", kBase + "[axes]\ntrain.epochs = [1, 2]\n");
  ASSERT_EQ(sweep({"--out", "one"}).status, 0);
  fs::create_directories(folder() / "two");
  fs::copy(folder() / "one/ledger.sqlite", folder() / "two/ledger.sqlite");
  const auto same =
      end_to_end::serhost({"ledger", "merge", "one", "two", "--out", "both.sqlite"}, folder());
  EXPECT_EQ(same.status, 0) << same.err;
  EXPECT_THAT(same.out,
              HasSubstr("grid, 2 ledgers: 2 done, 0 running, 0 planned, 0 failed, 0 skipped"));
  const auto both = serhost::sweep::read_ledger(folder() / "both.sqlite");
  EXPECT_EQ(both.entries.at(0).run,
            "one/" + serhost::sweep::read_ledger(folder() / "one/ledger.sqlite").entries.at(0).run);

  serhost::sweep::Ledger other(folder() / "two/ledger.sqlite",
                               serhost::sweep::read_ledger(folder() / "two/ledger.sqlite").facts);
  other.finish(both.entries.at(0).id, 1.0, {}, "other");
  const auto shown = end_to_end::serhost({"ledger", "show", "one", "two", "--json"}, folder());
  EXPECT_EQ(shown.status, 1);
  EXPECT_EQ(nlohmann::json::parse(shown.out)["conflicts"].size(), 1u);
  EXPECT_EQ(end_to_end::serhost({"ledger", "show", "nowhere"}, folder()).status, 66);
  EXPECT_EQ(end_to_end::serhost({"ledger", "sho", "one"}, folder()).status, 64);
}

TEST_F(Sweep, FaultsAreThoseOfAnExperimentAndNothingIsMade) {
  scratch_.write("grid.toml", kBase + "[axes]\nloss.plugin = [\"focal\", \"fokal\"]\n");
  const auto bad = sweep();
  EXPECT_EQ(bad.status, 69) << bad.err;
  EXPECT_THAT(bad.err, HasSubstr("grid.toml:23:25: "));
  EXPECT_THAT(bad.err, HasSubstr("Did you mean 'focal'?"));
  EXPECT_FALSE(fs::exists(folder() / "runs"));
  scratch_.write("grid.toml", kGrid);
  EXPECT_EQ(sweep({"--shard", "3/2"}).status, 64);
  scratch_.write("taken/file", "of somebody");
  const auto taken = sweep({"--out", "taken"});
  EXPECT_EQ(taken.status, 73);
  EXPECT_THAT(taken.err, HasSubstr("holds something other than a sweep"));
}

}  // namespace
