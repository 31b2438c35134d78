// Packs as a whole: identity, signatures, levels of trust, and hundreds that are not what they
// should be.
#include "pack/pack.hpp"

#include <algorithm>
#include <set>

#include "base/seed.hpp"
#include "core/pack/samples.hpp"

using namespace serhost;
using namespace serhost::pack;
using samples::refusal;
using samples::signed_files;
using testing::HasSubstr;

namespace {

std::vector<File> with_manifest(std::vector<File> files,
                                const Manifest& manifest = samples::manifest()) {
  files.push_back({kManifest, false, text_of(manifest)});
  return files;
}

class Packs : public testing::Test {
 protected:
  std::string reason(const std::string& bytes, Level level = Level::with_signature) const {
    return refusal([&] { read_pack(bytes, "x.serpack", trusted_, level); });
  }

  SecretKey key_ = SecretKey::make(), stranger_ = SecretKey::make();
  std::vector<TrustedKey> trusted_ = {{"ada", key_.public_key()}};
};

}  // namespace

TEST_F(Packs, AreReadAsTheyWereWritten) {
  const auto bytes = write_pack(samples::manifest(), samples::sources(), &key_);
  const auto pack = read_pack(bytes, "x.serpack", trusted_);
  EXPECT_EQ(pack.manifest, samples::manifest());
  EXPECT_EQ(pack.files.size(), samples::sources().size() + 1);
  ASSERT_TRUE(pack.signature && pack.signature->key);
  EXPECT_EQ(pack.signature->key->name, "ada");
  EXPECT_TRUE(pack.binaries.empty());
}

TEST_F(Packs, AreTheSameBytesForTheSameInput) {
  auto shuffled = samples::sources();
  std::reverse(shuffled.begin(), shuffled.end());
  EXPECT_EQ(write_pack(samples::manifest(), samples::sources(), &key_),
            write_pack(samples::manifest(), shuffled, &key_));
}

TEST(ContentHash, IsTheSha256OfAListThatAnyToolCanMake) {
  const std::vector<File> files = {{"b", true, ""}, {"a", false, "abc"}};
  // printf 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad -
  // a\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 x b\n' | sha256sum
  EXPECT_EQ(content_hash(files),
            "722627ee92c2b3c85bbbe3b9c28bad4971f1823549f8dfc629ea192244755bee");
}

TEST(ContentHash, ForgetsBinariesAndNothingElse) {
  const auto base = samples::sources();
  const auto hash = content_hash(base);
  auto with = [&](auto&& change) {
    auto files = base;
    change(files);
    return content_hash(files);
  };
  EXPECT_EQ(with([](auto& f) { f.push_back({"binaries/x86-64/a.so", true, "ELF"}); }), hash);
  EXPECT_NE(with([](auto& f) { f.push_back({"binariesx", false, ""}); }), hash);
  EXPECT_NE(with([](auto& f) { f[0].path = "CMakeLists.txz"; }), hash);
  EXPECT_NE(with([](auto& f) { f[0].executable = true; }), hash);
  EXPECT_NE(with([](auto& f) { f[0].bytes += " "; }), hash);
  EXPECT_NE(with([](auto& f) { f.pop_back(); }), hash);
}

TEST_F(Packs, OfOtherKeysAreRefusedUnlessAskedFor) {
  const auto bytes = write_pack(samples::manifest(), samples::sources(), &stranger_);
  EXPECT_THAT(reason(bytes), HasSubstr("signed by key " + text_of(stranger_.public_key().id) +
                                       ", which is not trusted here"));
  EXPECT_THAT(reason(bytes), HasSubstr("serhost pack key trust"));
  const auto pack = read_pack(bytes, "x", trusted_, Level::unsigned_ok);
  ASSERT_TRUE(pack.signature);
  EXPECT_FALSE(pack.signature->key);
}

TEST_F(Packs, WithoutSignatureAreRefusedUnlessAskedFor) {
  const auto bytes = write_pack(samples::manifest(), samples::sources(), nullptr);
  EXPECT_THAT(reason(bytes), HasSubstr("it is not signed"));
  EXPECT_FALSE(read_pack(bytes, "x", trusted_, Level::unsigned_ok).signature);
}

TEST_F(Packs, WithAFalseSignatureOfATrustedKeyAreRefusedAtEveryLevel) {
  const auto bytes = write_pack(samples::manifest(), samples::sources(), &key_);
  auto outer = outer_files(bytes, "x");
  outer[0].bytes.back() = static_cast<char>(outer[0].bytes.back() ^ 1);
  for (const auto level : {Level::with_signature, Level::unsigned_ok})
    EXPECT_THAT(reason(write_ustar(outer), level), HasSubstr("what was signed has been changed"));
}

TEST_F(Packs, OfARevokedKeyAreRefusedAtEveryLevelWithWhenAndWhy) {
  const auto bytes = write_pack(samples::manifest(), samples::sources(), &key_);
  trusted_ = {{"ada", key_.public_key(), "on 2024-03-01: stolen"}};
  for (const auto level : {Level::with_signature, Level::unsigned_ok})
    EXPECT_EQ(reason(bytes, level),
              "x.serpack is refused: it is signed by key " + text_of(key_.public_key().id) +
                  " ('ada'), which was revoked on 2024-03-01: stolen; ask its author for one that "
                  "is signed with another key");
  const auto content = content_hash(samples::sources());
  Binaries binaries{"x86-64_torch-2.13.0", {{"focal_plus.so", true, "ELF"}}, ""};
  binaries.signature = key_.sign(binaries_text(content, binaries), "binaries");
  EXPECT_FALSE(builder_of(binaries, content, "x", trusted_)) << "nor are its binaries taken";
}

TEST_F(Packs, WithoutSourcesAreRefused) {
  EXPECT_THAT(reason(signed_files(with_manifest({}), key_)), HasSubstr("it holds no sources"));
}

TEST_F(Packs, MayBeSignedByMinisignButSayNothingUnsigned) {
  const auto outer = outer_files(write_pack(samples::manifest(), samples::sources(), &key_), "x");
  const auto with_comment = [&](const std::string& comment) {
    auto files = outer;
    auto& text = files[1].bytes;
    text = "untrusted comment: " + comment + text.substr(text.find('\n'));
    return write_ustar(files);
  };
  EXPECT_EQ(reason(with_comment("signature from minisign secret key")), "accepted");
  EXPECT_THAT(reason(with_comment("reviewed and found harmless")),
              HasSubstr("not in the one form"));
  auto windows = outer;
  windows[1].bytes.insert(windows[1].bytes.find('\n'), "\r");
  EXPECT_THAT(reason(write_ustar(windows)), HasSubstr("not in the one form"));
}

TEST_F(Packs, BindBinariesToSourcesAndAbi) {
  const auto sources = with_manifest(samples::sources());
  const auto content = content_hash(sources);
  Binaries binaries{"x86-64_torch-2.13.0", {{"focal_plus.so", true, "ELF"}}, ""};
  binaries.signature = stranger_.sign(binaries_text(content, binaries), "binaries");
  auto files = samples::sources();
  for (const auto& file : packed(content, binaries)) files.push_back(file);
  const auto pack = read_pack(write_pack(samples::manifest(), files, &key_), "x", trusted_);
  EXPECT_EQ(pack.content, content);
  ASSERT_EQ(pack.binaries.size(), 1u);
  EXPECT_EQ(pack.binaries[0].files[0].path, "focal_plus.so");
  EXPECT_FALSE(builder_of(pack.binaries[0], content, "x", trusted_));
  EXPECT_EQ(builder_of(pack.binaries[0], content, "x", {{"bob", stranger_.public_key()}})->name,
            "bob");
  auto other = pack.binaries[0];
  other.files[0].bytes = "EVIL";
  EXPECT_THAT(refusal([&] { builder_of(other, content, "x", {{"bob", stranger_.public_key()}}); }),
              HasSubstr("has been changed"));
  EXPECT_THAT(refusal([&] {
                builder_of(pack.binaries[0], std::string(64, '0'), "x",
                           {{"bob", stranger_.public_key()}});
              }),
              HasSubstr("has been changed"));
}

TEST_F(Packs, AreRefusedInAnyOf200MutationsAndAtEveryCut) {
  const auto whole = write_pack(samples::manifest(), samples::sources(), &key_);
  ASSERT_EQ(reason(whole), "accepted");
  Random random(20);
  for (int draw = 0; draw < 200; ++draw) {
    auto changed = whole;
    const auto at = random.below(whole.size());
    switch (random.below(5)) {
      case 0:
        changed[at] = static_cast<char>(changed[at] ^ (1 << random.below(8)));
        break;
      case 1:
        changed.erase(at, 1 + random.below(600));
        break;
      case 2:
        changed.insert(at,
                       std::string(1 + random.below(600), static_cast<char>(random.below(256))));
        break;
      case 3:
        changed.resize(at);
        break;
      default:
        std::swap(changed[at], changed[random.below(whole.size())]);
    }
    if (changed == whole) changed += '\0';
    for (const auto level : {Level::with_signature, Level::unsigned_ok}) {
      const auto why = reason(changed, level);
      EXPECT_NE(why, "accepted") << "draw " << draw << " at " << at;
    }
  }
  for (std::size_t size = 0; size < whole.size(); size += 97)
    EXPECT_NE(reason(whole.substr(0, size)), "accepted") << size;
}
