#include "core/pack/hostile.hpp"

#include <set>

using namespace serhost;
using namespace serhost::pack;
using testing::HasSubstr;

TEST(HostilePacks, SignedWithATrustedKeyAreEachRefusedForTheirOwnReason) {
  const auto key = SecretKey::make();
  const std::vector<TrustedKey> trusted = {{"mallory", key.public_key()}};
  const auto packs = samples::hostile_packs(key);
  EXPECT_GE(packs.size(), 40u);
  std::set<std::string> reasons;
  for (const auto& pack : packs) {
    const auto why = samples::refusal([&] { read_pack(pack.bytes, "x.serpack", trusted); });
    EXPECT_THAT(why, HasSubstr(pack.reason)) << pack.name;
    EXPECT_TRUE(why.find_first_of("\x1b\x7f") == std::string::npos) << pack.name;
    reasons.insert(why);
  }
  EXPECT_GE(reasons.size(), 40u);
}

TEST(HostilePacks, AreMadeFromOneThatIsTaken) {
  const auto key = SecretKey::make();
  auto files = samples::sources();
  files.push_back({kManifest, false, text_of(samples::manifest())});
  EXPECT_EQ(samples::refusal([&] {
              read_pack(samples::signed_files(files, key), "x", {{"mallory", key.public_key()}});
            }),
            "accepted");
}
