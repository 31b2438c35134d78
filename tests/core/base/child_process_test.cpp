// Started programs: what they get, that they can be cut off, and that they do not outlive anybody.
#include "base/child_process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "base/process.hpp"

using namespace serhost;

namespace {

/// What `settings` writes, and its status.
std::pair<std::string, int> run(ChildSettings settings) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {"no pipe", -1};
  settings.out = ends[1];
  ChildProcess child(settings);
  ::close(ends[1]);
  std::string out;
  char buffer[4096];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  return {out, child.started() ? exit_status_of(child.wait()) : -1};
}

ChildSettings shell(const std::string& line) {
  ChildSettings settings;
  settings.arguments = {"sh", "-c", line};
  return settings;
}

}  // namespace

TEST(ChildProcess, GetsTheEnvironmentThatItIsGiven) {
  ::setenv("SERHOST_A_SECRET", "correct horse", 1);
  auto settings = shell("echo \"$SERHOST_A_SECRET|$GIVEN\"");
  EXPECT_EQ(run(settings).first, "correct horse|\n");
  settings.environment = {"PATH=/usr/bin:/bin", "GIVEN=yes"};
  EXPECT_EQ(run(settings).first, "|yes\n");
  ::unsetenv("SERHOST_A_SECRET");
}

TEST(ChildProcess, ThatCannotBeExecutedSaysWhy) {
  ChildSettings settings;
  settings.arguments = {"no-such-program"};
  const ChildProcess missing(settings);
  EXPECT_FALSE(missing.started());
  EXPECT_EQ(missing.reason(), ENOENT);
  settings.program = "/etc/passwd";
  const ChildProcess no_program(settings);
  EXPECT_FALSE(no_program.started());
  EXPECT_EQ(no_program.reason(), EACCES);
}

TEST(ChildProcess, HasAGroupOfItsOwnUnlessItIsOfThisOne) {
  ChildSettings settings;
  settings.instead = [] { return ::getpgrp() == ::getpid() ? 0 : 1; };
  EXPECT_EQ(run(settings).second, 0);
  settings.own_group = false;
  EXPECT_EQ(run(settings).second, 1);
}

TEST(ChildProcess, MayBeStartedWithoutANetwork) {
  if (!can_cut_network()) GTEST_SKIP() << "this system lets nobody leave the network";
  auto settings = shell("tail -n +3 /proc/net/dev; id -u; test -w . && echo writes");
  settings.no_network = true;
  const auto [text, status] = run(settings);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(text.find(':'), text.rfind("lo:") + 2) << "only lo: " << text;
  EXPECT_THAT(text, ::testing::HasSubstr("\n" + std::to_string(::geteuid()) + "\nwrites\n"));
}

TEST(ChildProcess, IsKilledWhereNobodyWaitsForIt) {
  pid_t id = 0;
  {
    const ChildProcess child(shell("sleep 300"));
    ASSERT_TRUE(child.started());
    id = child.id();
    EXPECT_EQ(::kill(id, 0), 0);
  }
  EXPECT_EQ(::kill(id, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}
