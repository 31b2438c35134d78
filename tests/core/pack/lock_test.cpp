#include "pack/lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::pack;
using testing::HasSubstr;

namespace {

const LockedPlugin kLoss{"loss",       "focal_plus",      "pack", "0.1.0", "aa",
                         "focal_plus", "0123456789ABCDEF"};
const LockedPlugin kBackbone{"backbone", "lstm", "bundled", "0.1.0", "bb", "", ""};

std::string fault(const std::string& text) {
  try {
    parse_lock(text, "serhost.lock");
  } catch (const Error& error) { return error.what(); }
  return "accepted";
}

}  // namespace

TEST(LockFile, ReadsBackWhatItWrites) {
  const auto read = parse_lock(text_of(LockFile{{kLoss, kBackbone}}), "serhost.lock");
  ASSERT_EQ(read.plugins.size(), 2u);
  EXPECT_EQ(read.plugins[0], kBackbone);  // sorted
  EXPECT_EQ(read.plugins[1], kLoss);
  EXPECT_TRUE(read.lists("aa"));
  EXPECT_FALSE(read.lists("bb"));  // not of a pack
}

TEST(LockFile, SaysWhatDiffers) {
  const LockFile lock{{kBackbone, kLoss}};
  EXPECT_TRUE(differences(lock, {kLoss}).empty());
  auto changed = kLoss;
  changed.content = "cc";
  EXPECT_THAT(
      differences(lock, {changed, kBackbone}),
      testing::ElementsAre(
          "the loss 'focal_plus' is version 0.1.0 from pack focal_plus, content cc; the lock has "
          "version 0.1.0 from pack focal_plus, content aa"));
  auto elsewhere = kLoss;
  elsewhere.source = "file";
  EXPECT_THAT(differences(lock, {elsewhere})[0],
              HasSubstr("from a file, content aa; the lock has"));
  auto unknown = kLoss;
  unknown.kind = "dataset";
  EXPECT_THAT(differences(lock, {unknown})[0],
              HasSubstr("the dataset 'focal_plus' is not in the lock"));
}

TEST(LockFile, TellsFaultsWithTheirPlaces) {
  EXPECT_THAT(fault("version = 2\n"), HasSubstr("serhost.lock:1:1: version: must be 1"));
  EXPECT_THAT(fault("version = 1\n[[plugin]]\nkind = \"loss\"\n"),
              HasSubstr("plugin.content: is missing"));
  EXPECT_THAT(fault("version = 1\nplugins = 3\n"),
              HasSubstr("serhost.lock:2:1: unknown key 'plugins'. Did you mean 'plugin'?"));
  EXPECT_THAT(fault("version = 1\nplugin = 3\n"), HasSubstr("must be [[plugin]] tables"));
  EXPECT_THAT(fault("version = \n"), HasSubstr("serhost.lock:1:"));
}
