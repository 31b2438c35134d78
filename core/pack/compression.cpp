// The frame header is read before anything is allocated: its size is believed only within the
// limits.
#include "pack/compression.hpp"

#include <zstd.h>

#include <memory>

#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

constexpr int kEffort = 19;
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
constexpr std::size_t kFrameHeader = 6;  // magic, descriptor, and at least one byte
constexpr unsigned char kHasChecksum = 0x04, kHasDictionary = 0x03;

void check_size(std::uint64_t size, std::uint64_t compressed, const std::string& what,
                const ExpansionLimits& limits) {
  if (size > limits.bytes) {
    refuse(what, "it would unpack to " + std::to_string(size) + " bytes; at most " +
                     std::to_string(limits.bytes) + " are allowed");
  }
  if (size > limits.always_allowed && size / limits.ratio >= compressed) {
    refuse(what, "it would unpack to " + std::to_string(size) + " bytes, more than " +
                     std::to_string(limits.ratio) + " times its " + std::to_string(compressed));
  }
}

}  // namespace

std::string compress(std::string_view bytes, const std::string& what,
                     const ExpansionLimits& limits) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                        &ZSTD_freeCCtx);
  if (!context) throw Error(Exit::internal, "libzstd cannot be started");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kEffort);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size =
      ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size))
    throw Error(Exit::io, what + ": cannot be compressed: " + ZSTD_getErrorName(size));
  out.resize(size);
  check_size(bytes.size(), out.size(), what, limits);
  return out;
}

std::string decompress(std::string_view bytes, const std::string& what,
                       const ExpansionLimits& limits) {
  const bool framed =
      bytes.size() >= kFrameHeader &&
      bytes.starts_with(kZstdMagic);  // zstd would also pass over frames that hold nothing
  const auto size =
      framed ? ZSTD_getFrameContentSize(bytes.data(), bytes.size()) : ZSTD_CONTENTSIZE_ERROR;
  if (size == ZSTD_CONTENTSIZE_ERROR) refuse(what, "it is not compressed with zstd");
  if (size == ZSTD_CONTENTSIZE_UNKNOWN)
    refuse(what, "its zstd frame does not say how much it holds");
  const auto descriptor = static_cast<unsigned char>(bytes[4]);
  if ((descriptor & kHasChecksum) == 0) refuse(what, "its zstd frame has no checksum");
  if ((descriptor & kHasDictionary) != 0) refuse(what, "its zstd frame needs a dictionary");
  check_size(size, bytes.size(), what, limits);
  const auto frame = ZSTD_findFrameCompressedSize(bytes.data(), bytes.size());
  if (ZSTD_isError(frame))
    refuse(what, std::string("its zstd frame is damaged: ") + ZSTD_getErrorName(frame));
  if (frame != bytes.size())
    refuse(what,
           "there are " + std::to_string(bytes.size() - frame) + " bytes behind its zstd frame");
  std::string out(size, '\0');
  const auto got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got))
    refuse(what, std::string("its zstd frame is damaged: ") + ZSTD_getErrorName(got));
  if (got != size)
    refuse(what, "its zstd frame holds " + std::to_string(got) + " bytes, but says " +
                     std::to_string(size));
  return out;
}

}  // namespace serhost::pack
