// A run that is interrupted from outside, in every way but a kill: what it says, what it leaves,
// that it goes on.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "end_to_end/process.hpp"
#include "support/run_files.hpp"

using end_to_end::Scratch;
using end_to_end::slurp;
namespace fs = std::filesystem;

namespace {

const std::string kSmall = R"(name = "small"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[protocol]
name = "holdout"
[backbone]
plugin = "lstm"
width = 48
num_layers = 1
[loss]
plugin = "aam"
[train]
epochs = 3
batch_size = 8
)";

pid_t start(const Scratch& scratch, const std::vector<std::string>& more) {
  std::vector<std::string> command = {end_to_end::program(), "run", "small.toml", "--threads", "1"};
  command.insert(command.end(), more.begin(), more.end());
  return end_to_end::start(command, scratch.path(), scratch.path() / "out", scratch.path() / "err",
                           {});
}

}  // namespace

TEST(Interrupt, ASignalSavesAndExitsWith75) {
  const Scratch scratch("signals");
  scratch.write("small.toml", kSmall);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const auto run = scratch.path() / ("run" + std::to_string(signal));
    const auto child = start(scratch, {"--out", run.string(), "-s", "train.epochs=100000"});
    for (int i = 0; i < 600 && !fs::exists(run / "tensorboard"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ::kill(child, signal);
    EXPECT_EQ(end_to_end::status_of(child), 75) << slurp(scratch.path() / "err");
    const auto said = slurp(scratch.path() / "err");
    EXPECT_NE(said.find("stopped in fold 1/1 seed 1"), std::string::npos) << said;
    EXPECT_NE(said.find("--resume"), std::string::npos) << said;
    EXPECT_EQ(said.find("once more to stop at once") != std::string::npos, signal == SIGINT)
        << said;
    const auto last = run / "checkpoints/fold-1/seed-1/last";
    for (const char* file :
         {"model.safetensors", "optimizer.safetensors", "state.json", "architecture.json"})
      EXPECT_TRUE(fs::exists(last / file)) << file;
  }
}

TEST(Interrupt, ASignalWhileTheExperimentIsReadLeavesNothing) {
  const Scratch scratch("startup");
  const auto pipe = scratch.path() / "small.toml";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto child = start(scratch, {});
  const int writer = ::open(pipe.c_str(), O_WRONLY);  // waits until the program reads
  ::kill(child, SIGTERM);
  EXPECT_EQ(end_to_end::status_of(child), 75) << slurp(scratch.path() / "err");
  ::close(writer);
  EXPECT_FALSE(fs::exists(scratch.path() / "runs"));
}

TEST(Interrupt, AFileThatCannotGrowIsAnInputOutputErrorAndTheRunGoesOn) {
  const Scratch scratch("full");
  scratch.write("small.toml", kSmall);
  ASSERT_EQ(
      end_to_end::serhost({"run", "small.toml", "--threads", "1", "--out", "whole"}, scratch.path())
          .status,
      0);
  // 20 blocks of 512 bytes: too little for the weights, enough for the record.
  const auto full =
      end_to_end::run({"/bin/sh", "-c", "ulimit -f 20; exec \"$0\" \"$@\"", end_to_end::program(),
                       "run", "small.toml", "--threads", "1", "--out", "full"},
                      scratch.path());
  EXPECT_EQ(full.status, 74) << full.err;
  EXPECT_NE(full.err.find("model.safetensors: cannot be written: File too large"),
            std::string::npos)
      << full.err;
  EXPECT_NE(full.err.find("--resume"), std::string::npos) << full.err;
  const auto resumed = end_to_end::serhost(
      {"run", "small.toml", "--threads", "1", "--out", "full", "--resume"}, scratch.path());
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(serhost::fakes::difference(serhost::fakes::lasting(scratch.path() / "whole"),
                                       serhost::fakes::lasting(scratch.path() / "full")),
            "");
}

TEST(Interrupt, ManyShortSessionsAddUpToOneLongOne) {
  const Scratch scratch("sessions");
  scratch.write("small.toml", kSmall);
  ASSERT_EQ(
      end_to_end::serhost({"run", "small.toml", "--threads", "1", "--out", "whole"}, scratch.path())
          .status,
      0);
  int sessions = 1;
  // The limit counts the start of the program too, which is most of it.
  for (double limit = 0.2;; limit *= 1.5, ++sessions) {
    const auto part = end_to_end::serhost({"run", "small.toml", "--threads", "1", "--out", "parts",
                                           "--resume", "--max-time", std::to_string(limit)},
                                          scratch.path());
    if (part.status == 0) break;
    ASSERT_EQ(part.status, 75) << part.err;
  }
  EXPECT_GT(sessions, 1);
  EXPECT_EQ(serhost::fakes::difference(serhost::fakes::lasting(scratch.path() / "whole"),
                                       serhost::fakes::lasting(scratch.path() / "parts")),
            "");
}

TEST(Interrupt, TheIntervalBetweenCheckpointsIsChecked) {
  const Scratch scratch("interval");
  scratch.write("small.toml", kSmall);
  for (const char* bad : {"-1", "1 s", "inf"}) {
    const auto refused = end_to_end::serhost({"run", "small.toml"}, scratch.path(),
                                             {{"SERHOST_CHECKPOINT_SECONDS", bad}});
    EXPECT_EQ(refused.status, 64) << bad;
    EXPECT_EQ(end_to_end::serhost({"check", "small.toml"}, scratch.path(),
                                  {{"SERHOST_CHECKPOINT_SECONDS", bad}})
                  .status,
              64)
        << bad;
    EXPECT_NE(refused.err.find("SERHOST_CHECKPOINT_SECONDS is '" + std::string(bad) + "'"),
              std::string::npos)
        << refused.err;
  }
}
