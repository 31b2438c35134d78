// A label map: a TOML file of labels and classes.
#include "base/error.hpp"
#include "config/label_map.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    const auto map = serhost::config::read_label_map(file.path());
    for (const auto& [label, target] : map.labels) serhost::fuzz::require(!target.empty());
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() == serhost::Exit::config);
  }
  return 0;
}
