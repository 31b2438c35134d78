// Claims between processes: one has it, whoever is killed when.
#include "sweep/claims.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "core/sweep/fixture.hpp"

namespace {

bool links = true;  // whether symlink works, which stands before the C library's

}  // namespace

extern "C" int symlink(const char* target, const char* name) {
  if (links) return ::symlinkat(target, AT_FDCWD, name);
  errno = EPERM;
  return -1;
}

namespace serhost::sweep {
namespace {

class Claims : public testing::InFolder, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    InFolder::SetUp();
    links = GetParam();
  }
  void TearDown() override {
    links = true;
    InFolder::TearDown();
  }
};

INSTANTIATE_TEST_SUITE_P(LinksOrNone, Claims, ::testing::Bool());

TEST_P(Claims, ACellIsClaimedOnceAndForGood) {
  EXPECT_TRUE(claim("claims", "a", "id1 shard 1/2"));
  EXPECT_TRUE(claim("claims", "a", "id1 shard 1/2"));
  EXPECT_FALSE(claim("claims", "a", "id2 shard 2/2"));
  EXPECT_TRUE(claim("claims", "b", "id2 shard 2/2"));
  EXPECT_EQ(owner_of("claims", "a"), "id1 shard 1/2");
  EXPECT_FALSE(owner_of("claims", "c").has_value());
}

TEST_P(Claims, AShardThatGoesOnOnAnotherMachineKeepsItsClaims) {
  EXPECT_TRUE(claim("claims", "a", "id1 shard 1/2 on one"));
  EXPECT_TRUE(claim("claims", "a", "id1 shard 1/2 on two"));
}

TEST_P(Claims, OneWithoutANameIsTakenByTheFirstThatNamesIt) {
  std::filesystem::create_directories("claims/a");  // killed between the folder and the link
  EXPECT_TRUE(claim("claims", "a", "id2 shard 2/2"));
  EXPECT_FALSE(claim("claims", "a", "id1 shard 1/2"));
}

TEST_P(Claims, OfBothKindsExcludeEachOther) {
  EXPECT_TRUE(claim("claims", "a", "id1 shard 1/2"));
  links = !links;
  EXPECT_FALSE(claim("claims", "a", "id2 shard 2/2"));
  EXPECT_EQ(owner_of("claims", "a"), "id1 shard 1/2");
}

TEST_P(Claims, OfManyProcessesAtOnceGoToExactlyOneEach) {
  constexpr int kProcesses = 6, kCells = 40;
  for (int p = 0; p < kProcesses; ++p) {
    if (::fork() != 0) continue;
    int taken = 0;
    for (int c = 0; c < kCells; ++c)
      taken += claim("claims", "cell" + std::to_string(c), "id" + std::to_string(p) + " shard");
    ::_exit(taken);
  }
  int all = 0;
  for (int p = 0; p < kProcesses; ++p) {
    int status = 0;
    ASSERT_GT(::wait(&status), 0);
    all += WEXITSTATUS(status);
  }
  EXPECT_EQ(all, kCells);
}

}  // namespace
}  // namespace serhost::sweep
