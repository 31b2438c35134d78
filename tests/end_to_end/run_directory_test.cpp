// The life of a run directory: whose it is, what goes on in it, and what is never touched.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "end_to_end/process.hpp"
#include "end_to_end/tiny_run.hpp"

using end_to_end::kClips;
using end_to_end::kTiny;
using end_to_end::lines;
using end_to_end::Scratch;
using end_to_end::serhost;
using end_to_end::slurp;
namespace fs = std::filesystem;

TEST(RunDirectory, HoldingSomethingElseIsRefused) {
  const Scratch scratch("else");
  scratch.write("tiny.toml", kTiny);
  scratch.write("thesis/chapter1.txt", "precious");
  const auto refused = serhost({"run", "tiny.toml", "--out", "thesis"}, scratch.path());
  EXPECT_EQ(refused.status, 73);
  EXPECT_EQ(slurp(scratch.path() / "thesis" / "chapter1.txt"), "precious");
  EXPECT_FALSE(fs::exists(scratch.path() / "thesis" / ".lock"))
      << "nothing is left in a folder of someone else";
}

TEST(RunDirectory, AStoppedRunGoesOnWithResumeOnly) {
  const Scratch scratch("resume");
  scratch.write("tiny.toml", kTiny);
  const auto stopped = serhost({"run", "tiny.toml", "--max-time", "0.001"}, scratch.path());
  EXPECT_EQ(stopped.status, 75) << stopped.err;
  EXPECT_NE(stopped.err.find("--resume"), std::string::npos);
  EXPECT_EQ(serhost({"run", "tiny.toml"}, scratch.path()).status, 73);
  const auto changed =
      serhost({"run", "tiny.toml", "--resume", "-s", "train.batch_size=4"}, scratch.path());
  EXPECT_EQ(changed.status, 78) << changed.err;
  const auto resumed = serhost({"run", "tiny.toml", "--resume"}, scratch.path());
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(lines(slurp(scratch.path() / "runs" / "tiny" / "predictions.csv")).size(),
            1u + 2 * kClips);
}

TEST(RunDirectory, KeepsNothingOfARunThatWasKilledBeforeItsFirstRecord) {
  const Scratch scratch("killed");
  scratch.write("tiny.toml", kTiny);
  scratch.write("runs/tiny/.run.json.123.tmp", "{\"schema\":");
  const auto run = serhost({"run", "tiny.toml", "--resume"}, scratch.path());
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_FALSE(fs::exists(scratch.path() / "runs" / "tiny" / ".run.json.123.tmp"));
}

TEST(RunDirectory, MoreEpochsMayFollowAStop) {
  const Scratch scratch("grow");
  scratch.write("tiny.toml", kTiny);
  ASSERT_EQ(serhost({"run", "tiny.toml", "--max-time", "0.001"}, scratch.path()).status, 75);
  const auto grown =
      serhost({"run", "tiny.toml", "--resume", "-s", "train.epochs=3"}, scratch.path());
  EXPECT_EQ(grown.status, 0) << grown.err;
  EXPECT_NE(grown.err.find("train.epochs grew from 2 to 3"), std::string::npos) << grown.err;
  EXPECT_EQ(lines(slurp(scratch.path() / "runs" / "tiny" / "history.csv")).size(), 1u + 2 * 5 * 3);
}

TEST(RunDirectory, IsNotLeftBehindWhereNothingCouldRun) {
  const Scratch scratch("abandoned");
  scratch.write("tiny.toml", kTiny);
  EXPECT_EQ(serhost({"run", "tiny.toml", "--device", "cuda:99"}, scratch.path()).status, 69);
  EXPECT_FALSE(fs::exists(scratch.path() / "runs" / "tiny"));
  EXPECT_EQ(serhost({"run", "tiny.toml", "--device", "tpu"}, scratch.path()).status, 64);
}

TEST(RunDirectory, IsLockedWhileARunIsInIt) {
  const Scratch scratch("lock");
  scratch.write("tiny.toml", kTiny);
  const auto child =
      end_to_end::start({end_to_end::program(), "run", "tiny.toml", "-s", "train.epochs=200"},
                        scratch.path(), scratch.path() / "out", scratch.path() / "err", {});
  for (int i = 0; i < 600 && !fs::exists(scratch.path() / "runs" / "tiny" / "history.csv"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto second =
      serhost({"run", "tiny.toml", "-s", "train.epochs=200", "--resume"}, scratch.path());
  EXPECT_EQ(second.status, 73) << second.err;
  EXPECT_NE(second.err.find("in use"), std::string::npos) << second.err;
  ::kill(child, SIGTERM);
  EXPECT_EQ(end_to_end::status_of(child), 75) << slurp(scratch.path() / "err");
}
