#include "cli/stop_request.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using serhost::cli::StopRequest;

namespace {

/// What a process of its own ends with: its exit status, or 128 + the signal that ended it.
template <class Body>
int status_of(Body&& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST(StopRequest, EndsAtOnceWhileThereIsNothingToSave) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGPIPE, SIGQUIT}) {
    EXPECT_EQ(status_of([&] {
                const StopRequest stop(std::nullopt);
                ::raise(signal);
                return 1;
              }),
              75);
  }
}

TEST(StopRequest, WaitsUntilItIsAskedOnceThereIs) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGPIPE, SIGQUIT}) {
    EXPECT_EQ(status_of([&] {
                StopRequest stop(std::nullopt);
                stop.save_first();
                if (stop.asked()) return 1;
                ::raise(signal);
                return stop.asked() ? 42 : 2;
              }),
              42);
  }
}

TEST(StopRequest, LetsTheSecondSignalEndTheProcess) {
  EXPECT_EQ(status_of([&] {
              StopRequest stop(std::nullopt);
              stop.save_first();
              ::raise(SIGINT);
              ::raise(SIGINT);
              return 1;
            }),
            128 + SIGINT);
}

TEST(StopRequest, OutlivesThatTheTerminalGoesAwayAndGoesAgain) {
  for (const int signal : {SIGHUP, SIGPIPE}) {
    EXPECT_EQ(status_of([&] {
                StopRequest stop(std::nullopt);
                stop.save_first();
                ::raise(signal);
                ::raise(signal);
                return stop.asked() ? 42 : 2;
              }),
              42);
  }
}

TEST(StopRequest, LeavesIgnoredWhatNohupIgnores) {
  EXPECT_EQ(status_of([&] {
              ::signal(SIGHUP, SIG_IGN);
              const StopRequest stop(std::nullopt);
              ::raise(SIGHUP);
              return stop.asked() ? 2 : 42;
            }),
            42);
}

TEST(StopRequest, CountsTheTimeToo) {
  EXPECT_FALSE(StopRequest(1e9).asked());
  EXPECT_TRUE(StopRequest(1e-9).asked());
}
