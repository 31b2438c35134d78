// A sweep whose cells are played: what a run leaves is written, and nothing is started.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/remedy.hpp"
#include "app/sweep_runner.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"
#include "core/sweep/fixture.hpp"
#include "sweep/claims.hpp"

namespace serhost::app::testing {

namespace fs = std::filesystem;
using sweep::Status;

/// Ends at once with a status, after leaving what a run leaves.
class PlayedCell : public CellRun {
 public:
  PlayedCell(std::optional<int> status, bool& asked) : status_(status), asked_(asked) {}
  std::optional<int> wait(int) override { return status_; }
  void stop() override {
    asked_ = true;
    if (!status_) status_ = static_cast<int>(Exit::stopped);
  }

 private:
  std::optional<int> status_;
  bool& asked_;
};

struct Lines : RunObserver {
  void log(const std::string& line) override { all.push_back(line); }
  std::vector<std::string> all;
};

class SweepRunnerTest : public sweep::testing::InFolder {
 protected:
  void SetUp() override {
    InFolder::SetUp();
    sweep_ = read(R"(name = "grid"
[base.dataset]
plugin = "synthetic"
[base.backbone]
plugin = "lstm"
[base.loss]
plugin = "cross_entropy"
[axes]
"train.epochs" = [1, 2, 3]
)");
    ASSERT_EQ(sweep_.cells.size(), 3u);
  }

  /// What the cell with so many epochs does: a status, or nothing and so it runs on.
  std::map<std::int64_t, std::vector<std::optional<int>>> script_;

  StartCell players() {
    return [this](const CellJob& job) -> std::unique_ptr<CellRun> {
      const auto& cell = cell_of(job);
      started_.push_back(cell.experiment.train.epochs);
      auto& left = script_[cell.experiment.train.epochs];
      std::optional<int> status = 0;
      if (!left.empty()) {
        status = left.front();
        left.erase(left.begin());
      }
      if (before_end_) {
        before_end_(job);
      } else if (status == 0) {
        finish(job.folder, !ends_early_);
      } else {
        replace_file(job.errors, "it went wrong\n");
      }
      return std::make_unique<PlayedCell>(status, asked_);
    };
  }

  const sweep::Cell& cell_of(const CellJob& job) const {
    for (const auto& cell : sweep_.cells) {
      if (job.experiment.stem() == cell.id) return cell;
    }
    throw std::logic_error("no cell of this name");
  }

  static void finish(const fs::path& folder, bool whole = true) {
    fs::create_directories(folder);
    run::RunRecord record(folder, run::sample::facts({1}));
    run::sample::run_all(record, {1});
    if (whole) record.finish();
  }

  SweepRunner runner(Shard shard = {}) {
    return SweepRunner(sweep_, "runs/grid", shard, players(), lines_);
  }

  std::vector<Status> status_of(SweepRunner& runner) const {
    std::vector<Status> out;
    for (const auto& entry : runner.entries()) out.push_back(entry.status);
    return out;
  }

  struct Ended {
    Exit exit = Exit::ok;
    std::string message;
    Remedy remedy = Remedy::force;
  };

  template <class Action>
  static Ended ended(Action action) {
    try {
      action();
    } catch (const RemediableError& error) { return {error.exit(), error.what(), error.remedy()}; }
    return {};
  }

  static bool never() { return false; }

  sweep::Sweep sweep_;
  std::vector<std::int64_t> started_;  // epochs of the cells, in order
  bool asked_ = false, ends_early_ = false;
  std::function<void(const CellJob&)> before_end_;  // in the place of what a run leaves
  Lines lines_;
};

}  // namespace serhost::app::testing
