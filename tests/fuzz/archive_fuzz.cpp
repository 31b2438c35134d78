// The archives of packs: whatever is taken is written again to the same bytes. Each input is read
// as it is, and once more with the checksums of its headers mended, which a fuzzer would hardly
// guess.
#include <algorithm>

#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "pack/ustar.hpp"

namespace {

void read(std::string_view bytes) {
  try {
    const auto files =
        serhost::pack::read_ustar(bytes, "fuzz.tar", {.files = 100, .bytes = 1 << 20});
    serhost::fuzz::require(serhost::pack::write_ustar(files) == bytes);
    for (const auto& file : files)
      serhost::fuzz::require(serhost::pack::reason_against_path(file.path).empty());
  } catch (const serhost::Error&) {}
}

std::string mended(std::string bytes) {
  for (std::size_t at = 0; at + 512 <= bytes.size();) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at + 148), 8, ' ');
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(bytes[at + i]);
    if (sum == 8 * ' ') break;  // the end
    for (std::size_t i = 154; i-- > 148; sum /= 8) bytes[at + i] = static_cast<char>('0' + sum % 8);
    bytes[at + 154] = '\0';
    std::size_t size = 0;
    for (std::size_t i = 124; i < 135 && size < bytes.size(); ++i)
      size = size * 8 + static_cast<std::size_t>((bytes[at + i] - '0') & 7);
    at += 512 + (size + 511) / 512 * 512;
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = serhost::fuzz::text(data, size);
  read(bytes);
  read(mended(std::string(bytes)));
  return 0;
}
