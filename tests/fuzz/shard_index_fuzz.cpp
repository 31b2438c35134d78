// The index of a model in several files: no file that it names may lie outside its folder.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "weights/shard_index.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    for (const auto& [name, file] :
         serhost::weights::parse_shard_index(serhost::fuzz::text(data, size), "fuzz.json")) {
      serhost::fuzz::require(!file.empty() && file != "." && file != ".." &&
                             file.find('/') == std::string::npos);
    }
  } catch (const serhost::Error& fault) {
    serhost::fuzz::require(fault.exit() == serhost::Exit::damaged);
  }
  return 0;
}
