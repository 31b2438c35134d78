// SIGKILL at random moments: whatever it hits, the run that goes on with --resume ends as one that
// nothing happened to.
//
// The suite does a few. SERHOST_KILLS=200 does as many for each experiment, and the table that it
// prints is in docs/resume.md.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "base/seed.hpp"
#include "end_to_end/process.hpp"
#include "support/run_files.hpp"

namespace {

using end_to_end::Scratch;
using end_to_end::slurp;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kMostKillsOfARun = 4;

int wanted_kills() {
  const char* text = std::getenv("SERHOST_KILLS");
  return text == nullptr ? 3 : std::atoi(text);
}

/// What the kills met, for the table.
struct Tally {
  int kills = 0, runs = 0, differ = 0;
  int startup = 0, no_checkpoint = 0, checkpoint = 0, half_written = 0;
};

class Kill : public testing::Test {
 protected:
  std::vector<std::string> command(const std::string& out, bool resume) const {
    std::vector<std::string> words = {
        end_to_end::program(), "run", "kill.toml", "--threads", "1", "--quiet", "--out", out};
    if (resume) words.push_back("--resume");
    return words;
  }

  pid_t start(const std::string& out) const {
    // Checkpoints as often as can be: a kill then meets one being written.
    return end_to_end::start(command(out, true), scratch_.path(), scratch_.path() / "out",
                             scratch_.path() / "err", {{"SERHOST_CHECKPOINT_SECONDS", "0"}});
  }

  /// True where the process was still there to be killed.
  bool kill_after(pid_t child, double seconds) const {
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    for (; Clock::now() < until; std::this_thread::sleep_for(std::chrono::milliseconds(1))) {
      int status = 0;
      if (::waitpid(child, &status, WNOHANG) == child) {
        EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0)
            << slurp(scratch_.path() / "err");
        return false;
      }
    }
    ::kill(child, SIGKILL);
    EXPECT_EQ(end_to_end::status_of(child), 128 + SIGKILL);
    return true;
  }

  static void look(const fs::path& run, Tally& tally) {
    bool half = false, checkpoint = false;
    std::error_code ignored;
    for (fs::recursive_directory_iterator it(run, ignored), end; !ignored && it != end;
         it.increment(ignored)) {
      const auto name = it->path().filename().string();
      half = half || name.ends_with(".tmp") || name.ends_with(".new") || name.ends_with(".next");
      checkpoint = checkpoint || name == "last" || name == "best";
    }
    (half                            ? tally.half_written
     : !fs::exists(run / "run.json") ? tally.startup
     : checkpoint                    ? tally.checkpoint
                                     : tally.no_checkpoint) += 1;
  }

  void expect_the_same_after_kills(const std::string& name, const std::string& experiment) {
    fs::remove_all(scratch_.path() / "whole");
    scratch_.write("kill.toml", experiment);
    const auto begin = Clock::now();
    const auto finished = end_to_end::run(command("whole", false), scratch_.path());
    ASSERT_EQ(finished.status, 0) << finished.err;
    const double whole_seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const auto whole = serhost::fakes::lasting(scratch_.path() / "whole");
    ASSERT_TRUE(whole.contains("predictions.csv") &&
                whole.contains("checkpoints/fold-1/seed-1/best/model.safetensors"));

    Tally tally;
    serhost::Random random(wanted_kills() + 7);
    while (tally.kills < wanted_kills()) {
      const auto run = "run" + std::to_string(tally.runs++);
      const auto kills = 1 + static_cast<int>(random.below(kMostKillsOfARun));
      bool alive = true;
      for (int i = 0; i < kills && alive; ++i) {
        alive = kill_after(start(run), random.uniform() * whole_seconds);
        tally.kills += alive ? 1 : 0;
        if (alive) look(scratch_.path() / run, tally);
      }
      if (alive) {
        EXPECT_EQ(end_to_end::status_of(start(run)), 0) << slurp(scratch_.path() / "err");
      }
      const auto difference =
          serhost::fakes::difference(whole, serhost::fakes::lasting(scratch_.path() / run));
      EXPECT_EQ(difference, "") << name << ", " << run;
      tally.differ += difference.empty() ? 0 : 1;
      fs::remove_all(scratch_.path() / run);
    }
    std::printf("| %s | %d | %d | %d | %d | %d | %d | %d |\n", name.c_str(), tally.kills,
                tally.startup, tally.no_checkpoint, tally.half_written, tally.checkpoint,
                tally.runs, tally.differ);
    std::fflush(stdout);
  }

  Scratch scratch_{"kill"};
};

const std::string kData = R"(name = "kill"
seeds = [1, 2]
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[protocol]
name = "k-fold"
k = 2
)";

const std::string kLstm = kData + R"([backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 4
batch_size = 4
optimizer = { name = "adamw", lr = 0.01 }
schedule = { name = "cosine", warmup = 0.1 }
)";

/// A loss with weights of its own and a warm-up, accumulation, a schedule of the momentum.
const std::string kAam = kData + R"([backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "aam"
warmup = 0.5
[train]
epochs = 4
batch_size = 2
accumulate = 3
clip_norm = 1.0
keep = "all"
optimizer = { name = "sgd", lr = 0.01 }
[train.schedule]
name = "cyclic"
low = 0.001
high = 0.02
half_period = 3.0
unit = "update"
momentum = true
)";

/// A loss of the whole batch over two micro-batches, an early stop.
const std::string kVggish = kData + R"([backbone]
plugin = "vggish"
width = 0.0625
[loss]
plugin = "ccc"
[train]
epochs = 2
batch_size = 4
accumulate = 2
patience = 1
optimizer = { name = "rmsprop", lr = 0.001 }
)";

/// A teacher that follows the encoder, masks, dropout; accumulation.
const std::string kPretrain = R"(name = "kill"
task = "pretrain"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[protocol]
name = "holdout"
unit = "clip"
test = 0.1
[backbone]
plugin = "emotion2vec"
width = 16
heads = 2
hidden = 16
prenet = 1
depth = 1
tokens = 2
conv_dim = [8, 8, 8, 8, 8, 8, 8]
[loss]
plugin = "online_distillation"
clones = 2
decoder_width = 16
decoder_layers = 1
[train]
epochs = 3
batch_seconds = 4.0
accumulate = 2
optimizer = { name = "adamw", lr = 0.001 }
schedule = { name = "cosine", warmup = 0.1 }
)";

TEST_F(Kill, AtRandomMomentsIsNotNoticed) {
  std::printf(
      "| experiment | kills | in startup | before a checkpoint | within a write | with a "
      "checkpoint | runs | differ |\n"
      "|---|---|---|---|---|---|---|---|\n");
  expect_the_same_after_kills("lstm, cross_entropy", kLstm);
  expect_the_same_after_kills("lstm, aam", kAam);
  expect_the_same_after_kills("emotion2vec, online_distillation", kPretrain);
  if (wanted_kills() >= 50) expect_the_same_after_kills("vggish, ccc", kVggish);
}

}  // namespace
