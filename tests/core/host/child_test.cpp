#include "host/child.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

using namespace serhost::host;

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
