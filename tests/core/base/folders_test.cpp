// A folder is replaced whole or not at all, whatever change is the last one and whatever a power
// cut takes.
#include "base/folders.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/kept_folder.hpp"
#include "core/base/volatile_disk.hpp"

namespace {

using namespace serhost;
using fakes::Death;
using fakes::VolatileDisk;
namespace fs = std::filesystem;
using End = VolatileDisk::End;

class Folders : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fakes::memory_folder() / ("serhost-folders-" + std::to_string(::getpid()));
    begin();
  }
  void TearDown() override { fs::remove_all(root_); }

  void begin() const {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  fs::path folder() const { return root_ / "last"; }

  void put(const std::string& text) const {
    replace_folder(folder(), [&](const fs::path& fresh) {
      replace_file(fresh / "a", text + " a");
      replace_file(fresh / "b", text + " b");
    });
  }

  /// "old", "new" or "nothing"; fails where the two files do not belong together.
  std::string found() const {
    if (!fs::exists(folder())) return "nothing";
    const auto a = read_file(folder() / "a"), b = read_file(folder() / "b");
    EXPECT_EQ(a.substr(0, 3), b.substr(0, 3));
    return a.substr(0, 3);
  }

  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(root_), fs::directory_iterator()));
  }

  fs::path root_;
};

TEST_F(Folders, AreReplacedWholeOrNotAtAllAtEveryChange) {
  for (const bool exchanges : {true, false}) {
    for (const auto end : {End::killed, End::torn, End::lost_bytes, End::lost_all}) {
      std::string all;
      for (long n = 1;; ++n) {
        begin();
        put("old");
        VolatileDisk disk(n, end, root_.string() + "-backups");
        disk.exchanges = exchanges;
        bool died = false;
        {
          const disk::Watching watching(disk);
          try {
            put("new");
          } catch (const Death&) { died = true; }
        }
        disk.prepare_for_inference();
        recover_folder(folder());
        remove_temporary_files(root_);
        EXPECT_EQ(entries(), 1u) << disk.hit();
        const auto now = found();
        EXPECT_NE(now, "nothing") << "at change " << n << ", " << disk.hit();
        all += now[0];
        if (!died) break;
      }
      EXPECT_TRUE(all.starts_with("o") && all.ends_with("n")) << all;
      EXPECT_EQ(all.find("no"), std::string::npos) << "once it is new it stays new: " << all;
    }
  }
}

TEST_F(Folders, StayAsTheyAreWhereAnyChangeFails) {
  for (const int reason : {ENOSPC, EIO}) {
    for (long n = 1;; ++n) {
      begin();
      put("old");
      VolatileDisk disk(n, End::fault, root_.string() + "-backups", reason);
      bool threw = false;
      {
        const disk::Watching watching(disk);
        try {
          put("new");
        } catch (const Error& error) {
          threw = true;
          EXPECT_EQ(error.exit(), Exit::io);
          EXPECT_NE(std::string(error.what()).find(root_.string()), std::string::npos)
              << error.what();
        }
      }
      if (disk.hit().empty()) break;
      recover_folder(folder());
      // A removal that fails leaves rubbish, not a fault; a sync that fails after the exchange is
      // told although the new one is there.
      EXPECT_TRUE(threw || disk.hit().starts_with("remove")) << disk.hit();
      EXPECT_NE(found(), "nothing");
      EXPECT_EQ(entries(), 1u) << disk.hit();
    }
  }
}

TEST_F(Folders, AreGoneAtOnceWhenDiscarded) {
  for (long n = 1;; ++n) {
    begin();
    put("old");
    VolatileDisk disk(n, End::killed, root_.string() + "-backups");
    bool died = false;
    {
      const disk::Watching watching(disk);
      try {
        discard_folder(folder());
      } catch (const Death&) { died = true; }
    }
    recover_folder(folder());
    if (fs::exists(folder())) { EXPECT_EQ(found(), "old") << disk.hit(); }
    if (!died) break;
  }
  EXPECT_EQ(entries(), 0u);
  discard_folder(folder());  // nothing there: nothing to do
}

TEST_F(Folders, KeepWhatOnlyLooksLikeATemporaryFile) {
  for (const auto* name : {".run.json.123.tmp", ".lock", "a.tmp", ".a.tmp", ".a.12x.tmp"})
    replace_file(root_ / name, "x");
  remove_temporary_files(root_);
  EXPECT_FALSE(fs::exists(root_ / ".run.json.123.tmp"));
  EXPECT_EQ(entries(), 4u);
}

TEST(KeptFolder, TheOneBeforeIsKeptWhereThatIsAsked) {
  const auto root = fakes::memory_folder() / ("serhost-kept-" + std::to_string(::getpid()));
  fs::remove_all(root);
  fs::create_directories(root);
  for (const char* text : {"1", "2", "3"}) {
    replace_folder(
        root / "last", [&](const fs::path& fresh) { replace_file(fresh / "a", text); },
        root / "previous");
  }
  EXPECT_EQ(read_file(root / "last/a"), "3");
  EXPECT_EQ(read_file(root / "previous/a"), "2");
  EXPECT_FALSE(fs::exists(root / "last.new"));
  EXPECT_FALSE(fs::exists(root / "previous.new"));
  fs::remove_all(root);
}

TEST(VolatileDisk, LosesARenameWhoseFolderWasNotSynced) {
  const auto root = fakes::memory_folder() / ("serhost-volatile-" + std::to_string(::getpid()));
  fs::remove_all(root);
  fs::create_directories(root);
  replace_file(root / "a", "old");
  VolatileDisk disk(0, End::lost_all, root.string() + "-backups");
  {
    const disk::Watching watching(disk);
    append_file(root / "b", "new");
    disk::rename(root / "b", root / "a");
  }
  disk.prepare_for_inference();
  EXPECT_EQ(read_file(root / "a"), "old");
  EXPECT_FALSE(fs::exists(root / "b"));
  fs::remove_all(root);
}

TEST(VolatileDisk, LosesBytesThatWereNotSynced) {
  const auto root = fakes::memory_folder() / ("serhost-volatile-" + std::to_string(::getpid()));
  fs::remove_all(root);
  fs::create_directories(root);
  VolatileDisk disk(0, End::lost_bytes, root.string() + "-backups");
  {
    const disk::Watching watching(disk);
    append_file(root / "a", "one", true);
    append_file(root / "a", "two");
  }
  disk.prepare_for_inference();
  EXPECT_EQ(read_file(root / "a"), "one");
  fs::remove_all(root);
}

}  // namespace
