// The header of a safetensors file: eight bytes of length, JSON, then data of which only the size
// counts here.
#include <cstring>
#include <stdexcept>

#include "fuzz/input.hpp"
#include "weights/header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t length = 0;
  if (size < sizeof length) return 0;
  std::memcpy(&length, data, sizeof length);
  const auto rest = serhost::fuzz::text(data + sizeof length, size - sizeof length);
  if (length > rest.size()) return 0;  // the file reader's check
  try {
    const auto header =
        serhost::weights::parse_header(rest.substr(0, length), rest.size() - length);
    std::uint64_t at = 0;
    for (const auto& entry : header.entries) {
      serhost::fuzz::require(entry.begin == at && entry.end >= at);
      at = entry.end;
    }
    serhost::fuzz::require(at == rest.size() - length);
  } catch (const std::runtime_error&) {}
  return 0;
}
