#include "pack/minisign.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "core/pack/samples.hpp"

using namespace serhost;
using namespace serhost::pack;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

using samples::refusal;

bool has_minisign() { return std::system("minisign -v >/dev/null 2>&1") == 0; }

class WithMinisign : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_minisign()) GTEST_SKIP() << "the program minisign is not installed";
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  int minisign(const std::string& arguments) const {
    return std::system(
        ("cd '" + folder_.string() + "' && minisign " + arguments + " >log 2>&1 </dev/null")
            .c_str());
  }

  fs::path folder_ = fs::temp_directory_path() / ("minisign-test-" + std::to_string(::getpid()));
};

}  // namespace

TEST(Minisign, VerifiesWhatItSigned) {
  const auto key = SecretKey::make();
  const auto signature = key.sign("message", "file:a\thashed");
  EXPECT_EQ(verify(key.public_key(), "message", signature, "a.minisig"), "file:a\thashed");
  EXPECT_EQ(signer_of(signature, "a.minisig"), key.public_key().id);
  EXPECT_EQ(key.sign("message", "c"), key.sign("message", "c"));  // reproducible
}

TEST(Minisign, RefusesAnotherMessageKeyOrComment) {
  const auto key = SecretKey::make(), other = SecretKey::make();
  const auto signature = key.sign("message", "kind words");
  EXPECT_THAT(refusal([&] { verify(key.public_key(), "massage", signature, "s"); }),
              HasSubstr("what was signed has been changed"));
  EXPECT_THAT(refusal([&] { verify(other.public_key(), "message", signature, "s"); }),
              HasSubstr("is signed by key " + text_of(key.public_key().id)));
  auto same_id = other.public_key();
  same_id.id = key.public_key().id;
  EXPECT_THAT(refusal([&] { verify(same_id, "message", signature, "s"); }),
              HasSubstr("does not fit"));
  auto changed = signature;
  changed.replace(changed.find("kind"), 4, "mean");
  EXPECT_THAT(refusal([&] { verify(key.public_key(), "message", changed, "s"); }),
              HasSubstr("the trusted comment has been changed"));
}

TEST(Minisign, RefusesEveryCutSignature) {
  const auto key = SecretKey::make();
  const auto signature = key.sign("message", "comment");
  for (std::size_t size = 0; size + 1 < signature.size(); ++size) {  // the last byte is a line end
    EXPECT_NE(refusal([&] { verify(key.public_key(), "message", signature.substr(0, size), "s"); }),
              "accepted")
        << size;
  }
  EXPECT_NE(refusal([&] { verify(key.public_key(), "message", signature + "more\n", "s"); }),
            "accepted");
}

TEST(PublicKey, ReadsBackFromFileAndLine) {
  const auto key = SecretKey::make().public_key();
  EXPECT_EQ(key.line().size(), 56u);
  EXPECT_TRUE(key.line().starts_with("RW"));
  EXPECT_EQ(parse_public_key(key.file(), "k"), key);
  EXPECT_EQ(parse_public_key(key.line(), "k"), key);
  for (const auto* text :
       {"", "RW", "untrusted comment: x\n", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "\n\n\n"}) {
    EXPECT_THAT(refusal([&] { parse_public_key(text, "k.pub"); }),
                HasSubstr("k.pub: is not a public key"))
        << text;
  }
}

TEST(SecretKey, ReadsBackPlainAndEncrypted) {
  const auto key = SecretKey::make();
  EXPECT_EQ(SecretKey::parse(key.file({}), {}, "k").public_key(), key.public_key());
  const auto sealed = key.file("correct horse");
  EXPECT_EQ(SecretKey::parse(sealed, "correct horse", "k").public_key(), key.public_key());
  EXPECT_THAT(refusal([&] { SecretKey::parse(sealed, "battery staple", "k"); }),
              HasSubstr("is not its passphrase"));
  EXPECT_THAT(refusal([&] { SecretKey::parse(sealed, {}, "k"); }),
              HasSubstr("set SERHOST_KEY_PASSPHRASE"));
  EXPECT_THAT(refusal([&] { SecretKey::parse(key.public_key().file(), {}, "k"); }),
              HasSubstr("is not a secret key"));
}

TEST(SecretKey, NoticesDamage) {
  const auto text = SecretKey::make().file({});
  const auto begin = text.find('\n') + 1;
  for (auto at = begin + 84; at < begin + 168;
       ++at) {  // bytes 63 to 126 of the key file: seed and public half
    auto changed = text;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    EXPECT_NE(refusal([&] { SecretKey::parse(changed, {}, "k"); }), "accepted") << at;
  }
}

TEST_F(WithMinisign, AgreesWithItBothWays) {
  const auto key = SecretKey::make();
  replace_file(folder_ / "message", "what is signed");
  replace_file(folder_ / "ours.pub", key.public_key().file());
  replace_file(folder_ / "message.minisig", key.sign("what is signed", "file:message"));
  EXPECT_EQ(minisign("-V -p ours.pub -m message"), 0) << read_file(folder_ / "log");
  EXPECT_EQ(minisign("-V -P " + key.public_key().line() + " -m message"), 0);
  replace_file(folder_ / "message", "what is not signed");
  EXPECT_NE(minisign("-V -p ours.pub -m message"), 0);

  ASSERT_EQ(minisign("-G -W -p theirs.pub -s theirs.key"), 0) << read_file(folder_ / "log");
  ASSERT_EQ(minisign("-S -s theirs.key -m message -t 'their comment'"), 0)
      << read_file(folder_ / "log");
  const auto theirs = parse_public_key(read_file(folder_ / "theirs.pub"), "theirs.pub");
  EXPECT_EQ(verify(theirs, "what is not signed", read_file(folder_ / "message.minisig"),
                   "message.minisig"),
            "their comment");
  const auto secret = SecretKey::parse(read_file(folder_ / "theirs.key"), {}, "theirs.key");
  EXPECT_EQ(secret.public_key(), theirs);

  replace_file(folder_ / "ours.key", key.file({}));
  ASSERT_EQ(minisign("-S -s ours.key -m message"), 0) << read_file(folder_ / "log");
  EXPECT_NO_THROW(verify(key.public_key(), "what is not signed",
                         read_file(folder_ / "message.minisig"), "message.minisig"));
}
