// Locks that are held, and file systems that have none: this program's own flock stands before the
// C library's.
#include "base/file_lock.hpp"

#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/error.hpp"

namespace {

int answer = 0;  // an errno that flock gives; 0: as the system does

}  // namespace

extern "C" int flock(int descriptor, int operation) {
  if (answer == 0) return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
  errno = answer;
  return -1;
}

namespace serhost {
namespace {

using ::testing::HasSubstr;

class FileLocks : public ::testing::Test {
 protected:
  void TearDown() override {
    answer = 0;
    std::filesystem::remove(file_);
  }
  std::filesystem::path file_ =
      std::filesystem::path(::testing::TempDir()) / ("serhost-lock-" + std::to_string(::getpid()));
};

TEST_F(FileLocks, AHeldLockKeepsOthersOut) {
  FileLock first, second;
  EXPECT_TRUE(first.take(file_));
  EXPECT_EQ(first.warning(), "");
  EXPECT_FALSE(second.take(file_));
}

TEST_F(FileLocks, AFileSystemWithoutLocksIsToldAndWorkedOn) {
  for (const int fault : {ENOLCK, ENOSYS, EOPNOTSUPP}) {
    answer = fault;
    FileLock lock;
    EXPECT_TRUE(lock.take(file_));
    EXPECT_THAT(lock.warning(), HasSubstr("the file system has no locks"));
  }
}

TEST_F(FileLocks, AnotherFaultIsNotTakenForAHeldLock) {
  answer = EBADF;
  FileLock lock;
  EXPECT_THROW(lock.take(file_), Error);
}

}  // namespace
}  // namespace serhost
