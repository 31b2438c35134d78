// A small sweep of the program in a folder of its own.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "end_to_end/process.hpp"
#include "support/run_files.hpp"
#include "sweep/merged.hpp"

namespace end_to_end {

namespace fs = std::filesystem;

inline const std::string kBase = R"(name = "grid"
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

inline const std::string kGrid =
    kBase + "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\ntrain.accumulate = [1, 2]\n";

class Sweep : public ::testing::Test {
 protected:
  Finished sweep(std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"sweep", "grid.toml", "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return serhost(words, folder());
  }

  pid_t start(std::vector<std::string> more, const std::string& name) const {
    std::vector<std::string> words = {program(), "sweep", "grid.toml", "--threads", "1"};
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

}  // namespace end_to_end
