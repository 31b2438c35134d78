// Read from the central directory at the end of the file, as the format has it; local headers only
// say where data begins.
#include "weights/zip.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "weights/text.hpp"

namespace serhost::weights {
namespace {

constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50,
                        kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr std::uint64_t kEndSize = 22, kLocatorSize = 20, kEnd64Size = 56, kCentralSize = 46,
                        kLocalSize = 30;
constexpr std::uint32_t kIn64 = 0xffffffff;  ///< the true value stands in the zip64 field

[[noreturn]] void fail(std::uint64_t at, const std::string& what) {
  throw std::runtime_error("not a sound zip archive: byte " + std::to_string(at) + ": " + what);
}

/// Little-endian numbers at checked places.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t size() const { return bytes_.size(); }
  bool holds(std::uint64_t at, std::uint64_t count) const {
    return count <= size() && at <= size() - count;
  }
  std::string_view part(std::uint64_t at, std::uint64_t count) const {
    if (!holds(at, count))
      fail(at, std::to_string(count) + " bytes are expected, but the file ends at " +
                   std::to_string(size()) + "; is it cut short?");
    return bytes_.substr(at, count);
  }
  template <class T>
  T number(std::uint64_t at) const {
    T out;
    std::memcpy(&out, part(at, sizeof(T)).data(), sizeof(T));
    return out;
  }

 private:
  std::string_view bytes_;
};

struct Directory {
  std::uint64_t begin = 0, size = 0, entries = 0;
};

Directory find_directory(const Bytes& in) {
  if (in.size() < kEndSize) fail(0, "too short for an archive");
  for (std::uint64_t back = kEndSize; back <= std::min<std::uint64_t>(in.size(), kEndSize + 0xffff);
       ++back) {
    const auto end = in.size() - back;
    if (in.number<std::uint32_t>(end) != kEnd ||
        in.number<std::uint16_t>(end + 20) != back - kEndSize)
      continue;
    if (end >= kLocatorSize && in.number<std::uint32_t>(end - kLocatorSize) == kLocator64) {
      const auto end64 = in.number<std::uint64_t>(end - kLocatorSize + 8);
      if (!in.holds(end64, kEnd64Size) || in.number<std::uint32_t>(end64) != kEnd64)
        fail(end - kLocatorSize, "the zip64 record is not where it is said to be");
      return {in.number<std::uint64_t>(end64 + 48), in.number<std::uint64_t>(end64 + 40),
              in.number<std::uint64_t>(end64 + 32)};
    }
    return {in.number<std::uint32_t>(end + 16), in.number<std::uint32_t>(end + 12),
            in.number<std::uint16_t>(end + 10)};
  }
  fail(in.size() - kEndSize,
       "the archive's directory is not at the end of the file; is it cut short?");
}

/// Replaces those of `values` that are kIn64 by the numbers of the zip64 field, in their order.
void take_zip64(const Bytes& in, std::uint64_t at, std::uint64_t size,
                std::initializer_list<std::uint64_t*> values) {
  const auto stop = at + size;
  while (at + 4 <= stop) {
    const auto id = in.number<std::uint16_t>(at), length = in.number<std::uint16_t>(at + 2);
    at += 4;
    if (id == 1) {
      const auto end = at + length;
      for (auto* value : values) {
        if (*value != kIn64) continue;
        if (end > stop || at + 8 > end) fail(at, "the zip64 field is too short");
        *value = in.number<std::uint64_t>(at);
        at += 8;
      }
      return;
    }
    at += length;
  }
}

}  // namespace

std::map<std::string, ZipEntry> read_zip(std::string_view bytes) {
  const Bytes in(bytes);
  const auto directory = find_directory(in);
  in.part(directory.begin, directory.size);
  if (directory.entries > directory.size / kCentralSize)
    fail(directory.begin,
         std::to_string(directory.entries) + " entries cannot be in the directory");
  std::map<std::string, ZipEntry> out;
  std::map<std::uint64_t, std::uint64_t> taken;  // end of each entry by its begin
  auto at = directory.begin;
  const auto stop = directory.begin + directory.size;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (stop - at < kCentralSize || in.number<std::uint32_t>(at) != kCentral)
      fail(at, "an entry of the directory is expected");
    const auto flags = in.number<std::uint16_t>(at + 8), method = in.number<std::uint16_t>(at + 10);
    std::uint64_t packed = in.number<std::uint32_t>(at + 20),
                  size = in.number<std::uint32_t>(at + 24),
                  local = in.number<std::uint32_t>(at + 42);
    const std::uint64_t name_size = in.number<std::uint16_t>(at + 28),
                        extra = in.number<std::uint16_t>(at + 30),
                        comment = in.number<std::uint16_t>(at + 32);
    if (name_size + extra + comment > stop - at - kCentralSize)
      fail(at, "an entry reaches beyond the directory");
    const std::string name(in.part(at + kCentralSize, name_size));
    take_zip64(in, at + kCentralSize + name_size, extra, {&size, &packed, &local});
    const bool plain = (flags & 1) == 0 && method == 0 && packed == size;
    if (!in.holds(local, kLocalSize) || in.number<std::uint32_t>(local) != kLocal)
      fail(at, "entry " + shown(name) + " is not where it is said to be");
    const auto begin = local + kLocalSize + in.number<std::uint16_t>(local + 26) +
                       in.number<std::uint16_t>(local + 28);
    if (!in.holds(begin, packed))
      fail(at, "entry " + shown(name) + " reaches beyond the end of the file; is it cut short?");
    if (!out.emplace(name, ZipEntry{begin, packed, plain}).second)
      fail(at, "entry " + shown(name) + " occurs twice");
    if (!taken.emplace(local, begin + packed).second)
      fail(at, "entry " + shown(name) + " overlaps another");
    at += kCentralSize + name_size + extra + comment;
  }
  std::uint64_t covered = 0;
  for (const auto& [begin, end] : taken) {
    if (begin < covered) fail(begin, "an entry overlaps the one before it");
    covered = end;
  }
  if (covered > directory.begin) fail(directory.begin, "an entry overlaps the directory");
  return out;
}

}  // namespace serhost::weights
