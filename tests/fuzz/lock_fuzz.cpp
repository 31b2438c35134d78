// serhost.lock: what is accepted reads back as it is written, and differs from itself in nothing.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "pack/lock.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace serhost::pack;
  try {
    const auto lock = parse_lock(serhost::fuzz::text(data, size), kLockFile);
    const auto text = text_of(lock);
    serhost::fuzz::require(text_of(parse_lock(text, kLockFile)) == text);
    for (const auto& plugin : lock.plugins) serhost::fuzz::require(!plugin.kind.empty());
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() == serhost::Exit::config);
  }
  return 0;
}
