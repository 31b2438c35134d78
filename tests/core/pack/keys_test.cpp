#include "pack/keys.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.hpp"
#include "core/pack/samples.hpp"

using namespace serhost;
using namespace serhost::pack;
using samples::refusal;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

class Keys : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }

  template <class Work>
  static std::pair<Exit, std::string> fault(Work&& work) {
    try {
      work();
    } catch (const Error& error) { return {error.exit(), error.what()}; }
    return {Exit::ok, ""};
  }

  fs::path folder_ = fs::temp_directory_path() / ("serhost-keys-" + std::to_string(::getpid()));
  KeyRing ring_{folder_};
};

mode_t mode_of(const fs::path& file) {
  struct stat status{};
  EXPECT_EQ(::stat(file.c_str(), &status), 0) << file;
  return status.st_mode & 0777;
}

}  // namespace

TEST_F(Keys, OfOnesOwnAreReadableByNobodyElse) {
  ::umask(0);
  const auto made = ring_.make("ada", {});
  ::umask(022);
  EXPECT_EQ(mode_of(folder_ / "keys/ada.key"), 0600u);
  EXPECT_EQ(mode_of(folder_ / "keys"), 0700u);
  EXPECT_EQ(ring_.secret({}, {}).public_key(), made);
  EXPECT_EQ(ring_.trusted()[0].key, made);  // one's own packs are taken, too
  fs::permissions(folder_ / "keys/ada.key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(refusal([&] { ring_.secret({}, {}); }),
              HasSubstr("others may read or change this secret key; run chmod 600"));
}

TEST_F(Keys, MayBeEncrypted) {
  ring_.make("ada", "correct horse");
  EXPECT_THAT(refusal([&] { ring_.secret("ada", {}); }), HasSubstr("set SERHOST_KEY_PASSPHRASE"));
  EXPECT_NO_THROW(ring_.secret("ada", "correct horse"));
}

TEST_F(Keys, AreChosenByNameWhereThereAreSeveral) {
  EXPECT_EQ(fault([&] { ring_.secret({}, {}); }).first, Exit::missing);
  ring_.make("a", {});
  const auto b = ring_.make("b", {});
  EXPECT_THAT(fault([&] { ring_.secret({}, {}); }).second,
              HasSubstr("several keys to sign with (a, b)"));
  EXPECT_EQ(ring_.secret("b", {}).public_key(), b);
  EXPECT_EQ(fault([&] { ring_.secret("c", {}); }).first, Exit::missing);
  EXPECT_EQ(fault([&] { ring_.secret("../keys/a", {}); }).first, Exit::missing);
  EXPECT_EQ(fault([&] { ring_.make("a", {}); }).first, Exit::cannot_create);
  EXPECT_EQ(fault([&] { ring_.make("../a", {}); }).first, Exit::usage);
}

TEST_F(Keys, OfOthersAreTrustedUntilTheyAreRevoked) {
  const auto bob = SecretKey::make().public_key(), other = SecretKey::make().public_key();
  ring_.trust("bob", bob);
  ASSERT_EQ(ring_.trusted().size(), 1u);
  EXPECT_EQ(ring_.trusted()[0].name, "bob");
  EXPECT_EQ(fault([&] { ring_.trust("bob", other); }).first, Exit::cannot_create);
  auto same_id = other;
  same_id.id = bob.id;
  EXPECT_EQ(fault([&] { ring_.trust("eve", same_id); }).first, Exit::cannot_create);
  EXPECT_EQ(ring_.revoke("bob").key, bob);
  EXPECT_TRUE(ring_.trusted().empty());
  EXPECT_TRUE(ring_.list()[0].revoked);
  ring_.trust("bob", bob, true);
  EXPECT_EQ(ring_.trusted().size(), 1u);
  EXPECT_EQ(ring_.revoke(text_of(bob.id)).name, "bob");
  EXPECT_EQ(fault([&] { ring_.revoke("nobody"); }).first, Exit::missing);
}

TEST_F(Keys, ThatWereRevokedSayWhenAndWhyAndStayRevoked) {
  const auto bob = SecretKey::make().public_key();
  ring_.trust("bob", bob);
  ring_.revoke("bob", "the laptop was stolen");
  const auto why = testing::MatchesRegex("on 20..-..-..: the laptop was stolen");
  EXPECT_THAT(ring_.list().at(0).revocation, why);
  EXPECT_THAT(ring_.revoke("bob").revocation, why) << "the first time counts";
  ASSERT_EQ(ring_.known().size(), 1u);
  EXPECT_EQ(ring_.known()[0].name, "bob");
  EXPECT_THAT(ring_.known()[0].revoked, why);
  for (const auto* name : {"bob", "another_name"}) {
    const auto again = fault([&] { ring_.trust(name, bob); });
    EXPECT_EQ(again.first, Exit::untrusted);
    EXPECT_THAT(again.second, HasSubstr("was revoked on "));
    EXPECT_THAT(again.second, HasSubstr(": the laptop was stolen; to trust it again"));
  }
  fs::remove(folder_ / "trusted/bob.pub");
  EXPECT_THAT(ring_.known().at(0).revoked, why) << "whatever the other folders say";
  ring_.trust("bob", bob, true);
  EXPECT_EQ(ring_.known().at(0).revoked, "");
  EXPECT_EQ(fault([&] { ring_.revoke("bob", "one\ntwo"); }).first, Exit::usage);
}

TEST_F(Keys, OfOnesOwnThatWereRevokedSignNothing) {
  ring_.make("ada", {});
  ring_.revoke("ada", "lost");
  const auto why = refusal([&] { ring_.secret({}, {}); });
  EXPECT_THAT(why, HasSubstr("the key 'ada' ("));
  EXPECT_THAT(why, HasSubstr(": lost; what it signs would be refused"));
}

TEST_F(Keys, ThatWereRevokedByAnEarlierVersionAreRevoked) {
  const auto bob = SecretKey::make().public_key();
  make_directory(folder_ / "revoked");
  replace_file(folder_ / "revoked" / (text_of(bob.id) + ".pub"), bob.file());
  EXPECT_EQ(ring_.known().at(0).revoked, "at a time that was not written down");
}

TEST_F(Keys, ThatAreNoKeysAreTold) {
  make_directory(folder_ / "trusted");
  replace_file(folder_ / "trusted/x.pub", "hello");
  EXPECT_THAT(refusal([&] { ring_.list(); }), HasSubstr("trusted/x.pub: is not a public key"));
}
