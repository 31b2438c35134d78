// A whole .serbundle, as it is and as what its frame would hold: what is taken is written to a
// bundle that reads the same.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "pack/bundle.hpp"
#include "pack/compression.hpp"

namespace {

void read(std::string_view bytes) {
  using namespace serhost::pack;
  try {
    const auto bundle = read_bundle(bytes, "fuzz.serbundle");
    const auto again =
        read_bundle(write_bundle(bundle, "fuzz.serbundle"), "fuzz.serbundle written");
    serhost::fuzz::require(again.experiment == bundle.experiment && again.lock == bundle.lock &&
                           again.written == bundle.written);
    serhost::fuzz::require(again.packs.size() == bundle.packs.size() &&
                           again.results.size() == bundle.results.size());
    for (const auto& file : bundle.results) {
      const auto* same = again.result(file.path);
      serhost::fuzz::require(same != nullptr && same->bytes == file.bytes);
    }
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() == serhost::Exit::untrusted);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = serhost::fuzz::text(data, size);
  read(bytes);
  if (!bytes.starts_with("\x28\xb5\x2f\xfd")) read(serhost::pack::compress(bytes, "fuzz"));
  return 0;
}
