// Three small runs for the tests of figures set against each other, made once a program.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "end_to_end/process.hpp"

namespace end_to_end {

inline const std::string kTiny = R"(name = "tiny"
seeds = [1, 2]
[dataset]
plugin = "synthetic"
speakers = 6
sentences = 2
takes = 1
[protocol]
name = "leave-one-speaker-out"
[backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 3
batch_size = 8
optimizer = { name = "adam", lr = 0.02 }
)";

/// Three runs: of two losses, and of the first with its checkpoint picked on the test part. Made
/// once.
class Compared : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = std::make_unique<Scratch>("compared");
    scratch_->write("tiny.toml", kTiny);
    ce_ = make("ce", {});
    make("focal", {"-s", "loss.plugin=focal"});
    make("starred", {"-s", "protocol.validation={from=\"test\"}"});
  }
  static void TearDownTestSuite() { scratch_.reset(); }

  static std::string make(const std::string& name, std::vector<std::string> options) {
    options.insert(options.begin(),
                   {"run", "tiny.toml", "--out", "runs/" + name, "-s", "name=" + name});
    const auto finished = serhost(options, folder());
    EXPECT_EQ(finished.status, 0) << finished.err;
    return finished.out;
  }
  static const fs::path& folder() { return scratch_->path(); }
  static nlohmann::json record(const std::string& name) {
    return nlohmann::json::parse(slurp(folder() / "runs" / name / "run.json"));
  }

  inline static std::unique_ptr<Scratch> scratch_;
  inline static std::string ce_;  // what the first run printed
};

}  // namespace end_to_end
