#include "host/probe_cache.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/no_user_folder.hpp"
#include "temporary.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::host;

class Cache : public testing::Test {
 protected:
  void SetUp() override {
    replace_file(plugin_, "as if it were a library");
    identity_ = *identity_of(plugin_);
  }
  ProbeCache::Entry entry(const std::string& refusal = "") const {
    ProbeCache::Entry made;
    made.identity = identity_;
    made.record = own_abi_record();
    made.probed.refusal = refusal;
    made.probed.components.push_back({.kind = Kind::loss,
                                      .name = "focal",
                                      .summary = "s",
                                      .title = "Focal",
                                      .parameters = {},
                                      .abilities = {}});
    return made;
  }
  void remember(const std::string& refusal = "") const {
    ProbeCache cache(file_);
    cache.put(plugin_, entry(refusal));
    cache.save();
  }

  Temporary folder_;
  fs::path plugin_ = folder_.path() / "x.so",
           file_ = folder_.path() / "cache" / "serhost" / "plugins.json";
  FileIdentity identity_;
};

TEST_F(Cache, RemembersWhatAFileHolds) {
  remember();
  const ProbeCache cache(file_);
  const auto* const found = cache.find(plugin_, identity_);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->record, own_abi_record());
  EXPECT_EQ(found->probed.components.at(0).name, "focal");
}

TEST_F(Cache, RemembersWhyAFileCrashed) {
  remember("it crashed while loading (SIGABRT); it wrote nothing");
  EXPECT_EQ(ProbeCache(file_).find(plugin_, identity_)->probed.refusal,
            "it crashed while loading (SIGABRT); it wrote nothing");
}

TEST_F(Cache, ForgetsAFileThatWasReplaced) {
  remember();
  replace_file(plugin_, "as if it were A library");  // of the same size
  EXPECT_EQ(ProbeCache(file_).find(plugin_, *identity_of(plugin_)), nullptr);
}

/// Written into in place, and with the times that it had.
TEST_F(Cache, ForgetsAFileThatWasRewrittenWithItsOldTime) {
  remember();
  struct stat before{};
  ASSERT_EQ(::stat(plugin_.c_str(), &before), 0);
  const int file = ::open(plugin_.c_str(), O_WRONLY);
  // As soon as the clock of the file system has gone on.
  do {
    ASSERT_EQ(::pwrite(file, "AS", 2, 0), 2);
    const timespec times[] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::futimens(file, times), 0);
  } while (identity_of(plugin_)->changed == identity_.changed);
  ::close(file);
  const auto now = *identity_of(plugin_);
  EXPECT_EQ(now.modified, identity_.modified);
  EXPECT_EQ(now.size, identity_.size);
  EXPECT_EQ(now.inode, identity_.inode);
  EXPECT_EQ(ProbeCache(file_).find(plugin_, now), nullptr);
}

TEST_F(Cache, ForgetsWhatItIsToldTo) {
  remember();
  ProbeCache cache(file_);
  cache.forget(plugin_);
  EXPECT_EQ(cache.find(plugin_, identity_), nullptr);
  cache.save();
  EXPECT_EQ(ProbeCache(file_).find(plugin_, identity_), nullptr);
}

TEST_F(Cache, DropsFilesThatAreGone) {
  remember();
  const auto other = folder_.path() / "y.so";
  replace_file(other, "another");
  fs::remove(plugin_);
  ProbeCache cache(file_);
  auto added = entry();
  added.identity = *identity_of(other);
  cache.put(other, added);
  cache.save();
  EXPECT_EQ(ProbeCache(file_).find(plugin_, identity_), nullptr);
  EXPECT_NE(ProbeCache(file_).find(other, added.identity), nullptr);
}

TEST_F(Cache, KeepsWhatAnotherProcessWroteMeanwhile) {
  const auto other = folder_.path() / "y.so";
  replace_file(other, "another");
  ProbeCache first(file_), second(file_);
  first.put(plugin_, entry());
  auto added = entry();
  added.identity = *identity_of(other);
  second.put(other, added);
  first.save();
  second.save();
  EXPECT_NE(ProbeCache(file_).find(plugin_, identity_), nullptr);
  EXPECT_NE(ProbeCache(file_).find(other, added.identity), nullptr);
}

TEST_F(Cache, ThatIsDamagedIsEmptyAndWrittenAnew) {
  remember();
  const auto whole = read_file(file_);
  for (const auto& damaged :
       {std::string("not json"), std::string("[]"), std::string("{}"),
        whole.substr(0, whole.size() / 2), std::string(),
        std::string("{\"schema\":\"serhost.plugins/1\",\"host\":7,\"files\":3}")}) {
    replace_file(file_, damaged);
    EXPECT_EQ(ProbeCache(file_).find(plugin_, identity_), nullptr);
    remember();
    EXPECT_EQ(read_file(file_), whole);
  }
}

TEST_F(Cache, OfAnotherBuildOfTheProgramIsNotBelieved) {
  remember();
  auto text = read_file(file_);
  const auto at = text.rfind("2.13.0");  // the host's own record comes last
  ASSERT_NE(at, std::string::npos);
  replace_file(file_, text.replace(at, 6, "2.12.0"));
  EXPECT_EQ(ProbeCache(file_).find(plugin_, identity_), nullptr);
}

TEST_F(Cache, ThatCannotBeWrittenIsNoError) {
  ProbeCache cache("/proc/nowhere/serhost/plugins.json");
  cache.put(plugin_, entry());
  cache.save();
  EXPECT_EQ(ProbeCache("/proc/nowhere/serhost/plugins.json").find(plugin_, identity_), nullptr);
}

TEST_F(Cache, LiesInTheCacheHome) {
  const Temporary me;
  const Variable cache("XDG_CACHE_HOME", "/cache"), home("HOME", me.path());
  EXPECT_EQ(probe_cache_file(), "/cache/serhost/plugins.json");
  const Variable relative("XDG_CACHE_HOME", "not/absolute");
  EXPECT_EQ(probe_cache_file(), me.path() / ".cache/serhost/plugins.json");
  const Variable nobody("HOME", me.path() / "nobody");  // in which nothing may be made
  EXPECT_EQ(probe_cache_file(), "");
  EXPECT_EQ(no_user_folder("XDG_CACHE_HOME"),
            "XDG_CACHE_HOME is not set to an absolute path, and HOME ('" +
                (me.path() / "nobody").string() +
                "') is not a folder that exists; set XDG_CACHE_HOME to a folder of yours");
}
