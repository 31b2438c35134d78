#include "host/child.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "temporary.hpp"

using namespace serhost::host;

namespace {

/// Waits until a process is no more; one that nobody collects is none.
bool is_gone(const std::string& id) {
  for (int i = 0; i < 2000; ++i) {
    std::ifstream in("/proc/" + id + "/stat");
    std::string text;
    if (!std::getline(in, text) || text.find(") Z ") != std::string::npos) return true;
    ::usleep(5000);
  }
  return false;
}

std::string first_line(const std::filesystem::path& file) {
  std::string text;
  for (int i = 0; i < 2000 && text.empty(); ++i) {
    std::ifstream in(file);
    std::getline(in, text);
    if (text.empty()) ::usleep(5000);
  }
  return text;
}

}  // namespace

TEST(Child, GivesBackWhatItWroteAndItsStatus) {
  const auto child = run_program({"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}, 20);
  EXPECT_TRUE(child.started);
  EXPECT_EQ(child.output, "out\n");
  EXPECT_EQ(child.errors, "err\n");
  EXPECT_EQ(child.status, 3);
  EXPECT_EQ(child.signal, 0);
  EXPECT_FALSE(child.ok());
}

TEST(Child, ThatCannotBeExecutedHasNotStarted) {
  EXPECT_FALSE(run_program({"/nowhere/program"}, 20).started);
}

TEST(Child, ThatDiesOfASignalTellsWhich) {
  const auto child = run_forked(
      [] {
        ::abort();
        return 0;
      },
      20);
  EXPECT_EQ(child.signal, SIGABRT);
  EXPECT_FALSE(child.ok());
}

TEST(Child, ThatHangsIsEndedAtItsTime) {
  const auto child = run_program({"/bin/sh", "-c", "exec sleep 600"}, 0.2);
  EXPECT_TRUE(child.timed_out);
  EXPECT_FALSE(child.ok());
}

TEST(Child, WhoseOwnChildKeepsThePipesOpenIsNotWaitedFor) {
  const auto child = run_program({"/bin/sh", "-c", "sleep 30 & echo done"}, 20);
  EXPECT_TRUE(child.ok());
  EXPECT_EQ(child.output, "done\n");
}

TEST(Child, MayWriteMoreThanAPipeHolds) {
  const auto child = run_forked(
      [] {
        for (int i = 0; i < 100000; ++i) std::printf("0123456789");
        std::fflush(stdout);
        return 0;
      },
      20);
  EXPECT_TRUE(child.ok());
  EXPECT_EQ(child.output.size(), 1000000u);
}

TEST(Child, LeavesNothingBehindThatItStarted) {
  const auto child = run_program({"/bin/sh", "-c", "sleep 300 & echo $!"}, 20);
  ASSERT_TRUE(child.ok());
  EXPECT_TRUE(is_gone(child.output.substr(0, child.output.size() - 1)));
}

TEST(Child, IsEndedAtItsTimeWithWhatItStarted) {
  const auto child = run_program({"/bin/sh", "-c", "sleep 300 & echo $!; wait"}, 0.3);
  EXPECT_TRUE(child.timed_out);
  ASSERT_FALSE(child.output.empty());
  EXPECT_TRUE(is_gone(child.output.substr(0, child.output.size() - 1)));
}

TEST(Child, IsEndedWithWhatItStartedWhereThisProcessIsInterrupted) {
  const Temporary folder;
  const auto file = folder.path() / "id";
  const auto parent = ::fork();
  if (parent == 0) {
    run_program({"/bin/sh", "-c", "sleep 300 & echo $! > '" + file.string() + "'; wait"}, 60);
    ::_exit(0);
  }
  const auto id = first_line(file);
  ASSERT_FALSE(id.empty());
  ::kill(parent, SIGINT);
  int state = 0;
  ::waitpid(parent, &state, 0);
  EXPECT_TRUE(WIFSIGNALED(state) && WTERMSIG(state) == SIGINT);
  EXPECT_TRUE(is_gone(id));
}

TEST(Children, RunBesideEachOther) {
  const Temporary folder;
  const auto meet = [&](const std::string& own, const std::string& other) {
    const auto at = folder.path().string() + "/";
    return ChildTask{.arguments = {"/bin/sh", "-c",
                                   "touch '" + at + own + "'; until test -e '" + at + other +
                                       "'; do sleep 0.01; done; echo " + own},
                     .work = {}};
  };
  const auto all =
      run_children({meet("a", "b"), meet("b", "a")}, {.seconds = 20, .at_once = 2, .waiting = {}});
  EXPECT_EQ(all.at(0).output, "a\n");
  EXPECT_EQ(all.at(1).output, "b\n");
}

TEST(Children, AreTakenInTurnWhereFewerMayRun) {
  std::vector<ChildTask> tasks(3);
  for (int i = 0; i < 3; ++i) tasks[static_cast<std::size_t>(i)].work = [i] { return i; };
  const auto all = run_children(tasks, {.seconds = 20, .at_once = 1, .waiting = {}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(all.at(static_cast<std::size_t>(i)).status, i);
}
