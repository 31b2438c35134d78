// A whole .serpack: archive, signature, compression, archive, manifest. What is taken without a
// trusted key says of itself what can be written again.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "pack/pack.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = serhost::fuzz::text(data, size);
  try {
    const auto pack =
        serhost::pack::read_pack(bytes, "fuzz.serpack", {}, serhost::pack::Level::unsigned_ok);
    serhost::fuzz::require(
        serhost::pack::write_ustar(serhost::pack::outer_files(bytes, "fuzz.serpack")) == bytes);
    serhost::fuzz::require(serhost::pack::content_hash(pack.files) == pack.content);
  } catch (const serhost::Error&) {}
  return 0;
}
