// TOML text to a tree.
#include "config/toml.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    serhost::config::parse_toml(serhost::fuzz::text(data, size), "fuzz.toml");
  } catch (const serhost::ConfigError&) {}
  return 0;
}
