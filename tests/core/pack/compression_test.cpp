#include "pack/compression.hpp"

#include <zstd.h>

#include "core/pack/samples.hpp"

using namespace serhost;
using namespace serhost::pack;
using samples::refusal;
using testing::HasSubstr;

namespace {

std::string expansion_refusal(const std::string& bytes, const ExpansionLimits& limits = {}) {
  return refusal([&] { decompress(bytes, "x", limits); });
}

/// A frame with other settings than ours.
std::string frame(const std::string& text, bool size, bool checksum) {
  auto* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, size ? 1 : 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

}  // namespace

TEST(Compression, GivesBackWhatItWasGiven) {
  for (const std::string& text :
       {std::string(), std::string("serhost"), std::string(100000, 'x') + "y"}) {
    EXPECT_EQ(decompress(compress(text, "x"), "x"), text);
    EXPECT_EQ(compress(text, "x"), compress(text, "x"));
  }
}

TEST(Compression, RefusesOtherFrames) {
  EXPECT_THAT(expansion_refusal(""), HasSubstr("not compressed with zstd"));
  EXPECT_THAT(expansion_refusal("PK\x03\x04 something else"),
              HasSubstr("not compressed with zstd"));
  EXPECT_THAT(
      expansion_refusal(std::string("\x50\x2a\x4d\x18\x00\x00\x00\x00", 8) + compress("x", "x")),
      HasSubstr("not compressed with zstd"));  // a frame to be passed over
  EXPECT_THAT(expansion_refusal(frame("serhost", false, true)),
              HasSubstr("does not say how much it holds"));
  EXPECT_THAT(expansion_refusal(frame("serhost", true, false)), HasSubstr("no checksum"));
  const auto whole = compress("serhost", "x");
  EXPECT_THAT(expansion_refusal(whole + whole), HasSubstr("bytes behind its zstd frame"));
  EXPECT_THAT(expansion_refusal(whole + "x"), HasSubstr("1 bytes behind its zstd frame"));
  EXPECT_THAT(expansion_refusal(whole.substr(0, whole.size() - 1)), HasSubstr("damaged"));
}

TEST(Compression, RefusesBombsBeforeTheyGoOff) {
  const ExpansionLimits wide{.bytes = std::uint64_t{1} << 40, .ratio = 1 << 30},
      narrow{.bytes = 1000};
  const auto bomb = compress(std::string(64 << 20, '\0'), "x", wide);
  EXPECT_THAT(expansion_refusal(bomb), HasSubstr("more than 200 times its"));
  EXPECT_THAT(expansion_refusal(compress(std::string(2000, 'x'), "x"), narrow),
              HasSubstr("would unpack to 2000 bytes; at most 1000 are allowed"));
  EXPECT_THAT(refusal([] { compress(std::string(64 << 20, '\0'), "mine"); }),
              HasSubstr("mine is refused: it would unpack to"));
  // A frame that lies: 2^62 bytes, eight bytes of size.
  EXPECT_THAT(expansion_refusal(std::string(
                  "\x28\xb5\x2f\xfd\xe4\x00\x00\x00\x00\x00\x00\x00\x40\x01\x00\x00", 16)),
              HasSubstr("at most 2147483648 are allowed"));
}

TEST(Compression, RefusesEveryCutAndChangedByte) {
  const auto whole = compress(std::string(300, 'a') + "serhost" + std::string(300, 'b'), "x");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(expansion_refusal(whole.substr(0, size)), "accepted") << size;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    std::string got;
    try {
      got = decompress(changed, "x");
    } catch (const Error&) { continue; }
    EXPECT_EQ(got, decompress(whole, "x")) << at;  // another way to write the same
  }
}
