// Trials of an experiment by the binary: one batch by heart, the learning rate, a trace; and what
// training says of a loss that jumps.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "end_to_end/process.hpp"

namespace {

namespace fs = std::filesystem;
using end_to_end::Scratch;
using end_to_end::slurp;

constexpr const char* kTiny = R"(name = "tiny"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[backbone]
plugin = "lstm"
width = 16
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 3
batch_size = 8
optimizer = { name = "adam", lr = 0.02 }
)";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Trials : public testing::Test {
 protected:
  void SetUp() override { scratch_.write("tiny.toml", kTiny); }
  end_to_end::Finished serhost(const std::vector<std::string>& words) const {
    return end_to_end::serhost(words, scratch_.path());
  }
  Scratch scratch_{"trials"};
};

}  // namespace

TEST_F(Trials, ASoundExperimentLearnsABatchByHeartAndLeavesNothing) {
  const auto done = serhost({"run", "tiny.toml", "--overfit-batch", "-q"});
  EXPECT_EQ(done.status, 0) << done.out << done.err;
  EXPECT_TRUE(holds(done.out, "one batch of 8 clips: loss ")) << done.out;
  EXPECT_TRUE(holds(done.out, "; 8 of 8 clips right\n")) << done.out;
  EXPECT_FALSE(fs::exists(scratch_.path() / "runs"));
}

TEST_F(Trials, OneThatCannotLearnIsToldSo) {
  const auto done =
      serhost({"run", "tiny.toml", "--overfit-batch", "-q", "-s", "train.optimizer.lr=1e-12"});
  EXPECT_EQ(done.status, 1) << done.out << done.err;
  EXPECT_TRUE(holds(done.out, "cannot be learned by heart")) << done.out;
  EXPECT_TRUE(holds(done.out, "serhost find-lr tiny.toml")) << done.out;
}

TEST_F(Trials, ALearningRateIsFoundAtWhichTheLossFalls) {
  const auto found = serhost({"find-lr", "tiny.toml", "-q", "--json", "--out", "lr.svg"});
  ASSERT_EQ(found.status, 0) << found.err;
  const auto json = nlohmann::json::parse(found.out);
  ASSERT_TRUE(json["suggested"].is_number()) << found.out;
  EXPECT_GT(json["suggested"].get<double>(), 1e-6);
  EXPECT_LT(json["suggested"].get<double>(), 1.0);
  ASSERT_GE(json["steps"].size(), 10u);
  for (std::size_t i = 1; i < json["steps"].size(); ++i)
    EXPECT_GT(json["steps"][i]["lr"].get<double>(), json["steps"][i - 1]["lr"].get<double>());
  EXPECT_TRUE(slurp(scratch_.path() / "lr.svg").starts_with("<svg xmlns="));
  const auto text = serhost({"find-lr", "tiny.toml", "-q", "--updates", "20", "--out", "lr.csv"});
  ASSERT_EQ(text.status, 0) << text.err;
  EXPECT_TRUE(slurp(scratch_.path() / "lr.csv").starts_with("lr,loss,smooth\n"));
  EXPECT_FALSE(fs::exists(scratch_.path() / "runs"));
  EXPECT_EQ(serhost({"find-lr", "tiny.toml", "--from", "0"}).status, 64);
  EXPECT_EQ(serhost({"find-lr", "tiny.toml", "--from", "1", "--to", "0.1"}).status, 64);
  EXPECT_EQ(serhost({"find-lr", "tiny.toml", "--updates", "9"}).status, 64);
}

TEST_F(Trials, TheSameRateIsFoundEveryTime) {
  const auto once = serhost({"find-lr", "tiny.toml", "-q", "--json", "--updates", "12"});
  const auto again = serhost({"find-lr", "tiny.toml", "-q", "--json", "--updates", "12"});
  EXPECT_EQ(once.status, 0) << once.err;
  EXPECT_EQ(once.out, again.out);
}

TEST_F(Trials, ATraceNamesOperationsAndTheirTimes) {
  const auto done = serhost({"run", "tiny.toml", "--profile", "trace.json", "-q"});
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_TRUE(holds(done.out, "trace of ten updates: trace.json")) << done.out;
  const auto trace = nlohmann::json::parse(slurp(scratch_.path() / "trace.json"));
  bool linear = false;
  for (const auto& event : trace.at("traceEvents")) {
    const auto name = event.value("name", "");
    linear = linear || (name.starts_with("aten::") && event.contains("dur"));
  }
  EXPECT_TRUE(linear) << "no operation of LibTorch in the trace";
  EXPECT_FALSE(fs::exists(scratch_.path() / "runs"));
}

TEST_F(Trials, ALossThatJumpsIsToldInTheLog) {
  const auto done = serhost({"run", "tiny.toml", "-s", "train.epochs=6", "-s",
                             "train.optimizer={name=\"sgd\", lr=200.0}"});
  EXPECT_TRUE(done.status == 0 || done.status == 1) << done.err;
  EXPECT_TRUE(holds(done.err, "warning: the training loss rose from ")) << done.err;
}
