// Every change that a run makes to the disk is once the last one, once the one that a power cut
// takes, once the one that fails. Whatever it leaves, the next session ends with the bits of a run
// that nothing happened to.
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/folders.hpp"
#include "core/base/volatile_disk.hpp"
#include "core/train/session.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;
using fakes::Death;
using fakes::VolatileDisk;
using End = VolatileDisk::End;

class Crash : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fakes::memory_folder() / ("serhost_crash_" + std::to_string(::getpid()));
    fs::remove_all(root_);
    experiment_ = fakes::experiment();
    experiment_.train.epochs = 2;
    whole_ = (begin(), run(), fakes::lasting(folder()));
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path folder() const { return root_ / "run"; }
  void begin() const {
    fs::remove_all(folder());
    fs::create_directories(folder());
  }
  /// By default saves after every update: 2 epochs x 2 updates.
  void run() const {
    RunOptions options;
    options.checkpoint_seconds = seconds_;
    fakes::session(folder(), experiment_, fakes::remembering(), options);
  }
  fs::path backups(const std::string& number = "1") const { return root_ / ("backups" + number); }

  /// How many changes a run makes.
  long changes() const {
    begin();
    VolatileDisk disk(0, End::killed, backups());
    const disk::Watching watching(disk);
    run();
    return disk.count();
  }

  /// A session that meets `disk`. False where it came to its end.
  bool dies(VolatileDisk& disk) const {
    bool died = false;
    {
      const disk::Watching watching(disk);
      try {
        run();
      } catch (const Death&) { died = true; }
    }
    disk.prepare_for_inference();
    return died;
  }

  void expect_whole(const std::string& where) {
    remove_temporary_files(folder());  // as the run directory does before it goes on
    run();
    EXPECT_EQ(fakes::difference(whole_, fakes::lasting(folder())), "") << where;
  }

  /// Each `stride`th change from `first` on. SERHOST_CRASH_STRIDE=1 makes it every one.
  void sweep(End end, long first, long stride, bool exchanges = true) {
    if (std::getenv("SERHOST_CRASH_STRIDE") != nullptr)
      first = 1, stride = std::atol(std::getenv("SERHOST_CRASH_STRIDE"));
    const auto total = changes();
    long met = 0;
    for (long n = first; n <= total; n += stride, ++met) {
      begin();
      VolatileDisk disk(n, end, backups());
      disk.exchanges = exchanges;
      ASSERT_TRUE(dies(disk)) << n;
      expect_whole("at change " + std::to_string(n) + " of " + std::to_string(total) + ", " +
                   disk.hit());
      if (HasFailure()) return;
    }
    EXPECT_GT(met, 10);
    std::printf("             %ld of %ld changes\n", met, total);
  }

  fs::path root_;
  config::Experiment experiment_;
  double seconds_ = 0.0;  ///< between checkpoints
  std::map<std::string, std::string> whole_;
};

// The first four together meet every change.

TEST_F(Crash, AKillBeforeAnyChangeIsNotNoticed) { sweep(End::killed, 1, 4); }

TEST_F(Crash, AKillWithinAWriteIsNotNoticed) { sweep(End::torn, 2, 4); }

TEST_F(Crash, APowerCutThatLosesBytesIsNotNoticed) { sweep(End::lost_bytes, 3, 4); }

TEST_F(Crash, APowerCutThatLosesNamesTooIsNotNoticed) { sweep(End::lost_all, 4, 4); }

TEST_F(Crash, AKillOnAFileSystemThatCannotExchangeIsNotNoticed) {
  sweep(End::killed, 2, 11, false);
}

TEST_F(Crash, APowerCutInAFoldTooShortForACheckpointIsNotNoticed) {
  seconds_ = 1e9;
  sweep(End::lost_all, 1, 4);
}

TEST_F(Crash, ASecondOneWhileTheFirstIsMendedIsNotNoticed) {
  const auto total = changes();
  Random random(1);
  for (int i = 0; i < 15; ++i) {
    begin();
    const auto end = std::array{End::killed, End::lost_bytes, End::lost_all}[random.below(3)];
    VolatileDisk first(1 + static_cast<long>(random.below(static_cast<std::uint64_t>(total))), end,
                       backups());
    dies(first);
    VolatileDisk second(1 + static_cast<long>(random.below(40)), end, backups("2"));
    dies(second);
    expect_whole(first.hit() + ", then " + second.hit());
  }
}

TEST_F(Crash, AChangeThatFailsIsToldAndLosesNothing) {
  const auto total = changes();
  int told = 0;
  const long stride = std::getenv("SERHOST_CRASH_STRIDE") == nullptr
                          ? 5
                          : std::atol(std::getenv("SERHOST_CRASH_STRIDE"));
  for (long n = 1; n <= total; n += stride) {
    begin();
    VolatileDisk disk(n, End::fault, backups(), n % 2 == 0 ? ENOSPC : EIO);
    try {
      const disk::Watching watching(disk);
      run();
      EXPECT_THAT(disk.hit(), testing::StartsWith("remove"))
          << "only what is to be thrown away may fail in silence";
    } catch (const Error& error) {
      ++told;
      EXPECT_EQ(error.exit(), Exit::io) << error.what();
      EXPECT_THAT(
          error.what(),
          testing::AllOf(testing::HasSubstr(folder().string()), testing::HasSubstr(": cannot be "),
                         testing::HasSubstr(n % 2 == 0 ? "No space left" : "Input/output error")));
    }
    expect_whole("where change " + std::to_string(n) + " failed, " + disk.hit());
    if (HasFailure()) return;
  }
  EXPECT_GT(told, 20);
}

}  // namespace
}  // namespace serhost::train
