// A small experiment with real plugins in a folder of its own, and what a run of it reports.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/experiment_check.hpp"
#include "app/run.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"

namespace serhost::app::testing {

struct Reports : RunObserver {
  void epoch_ended(const EpochEnded& epoch) override {
    updates[{epoch.fold, epoch.seed}] = epoch.step;
    if (on_epoch) on_epoch(epoch);
  }
  void fold_ended(const FoldEnded&) override { ++folds; }
  void log(const std::string& line) override { lines.push_back(line); }

  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> updates;
  std::size_t folds = 0;
  std::vector<std::string> lines;
  std::function<void(const EpochEnded&)> on_epoch;
};

class SmallExperiment : public ::testing::Test {
 protected:
  void SetUp() override {
    session_.threads = 1;
    replace_file(file_, R"(name = "small"
seeds = [1, 2]
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "lstm"
width = 8
layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
batch_size = 4
)");
  }

  RunJob job(std::vector<std::string> overrides = {}) const {
    return {.experiment = file_, .overrides = std::move(overrides), .folder = folder_ / "run"};
  }

  Prepared prepared(const std::vector<std::string>& overrides = {}) const {
    Faults faults;
    auto out = prepare(session_, file_, overrides, faults);
    EXPECT_EQ(faults.text(), "");
    return out;
  }

  Session session_;
  run::sample::Folder folder_;
  std::filesystem::path file_ = folder_ / "small.toml";
  Reports reports_;
};

}  // namespace serhost::app::testing
