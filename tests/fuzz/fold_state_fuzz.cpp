// state.json of a checkpoint. What is accepted must read back as it is written.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "train/fold_state.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace serhost::train;
  try {
    const auto text =
        text_of(fold_state_of(std::string(serhost::fuzz::text(data, size)), "state.json"));
    serhost::fuzz::require(text_of(fold_state_of(text, "state.json")) == text);
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() == serhost::Exit::damaged);
  }
  return 0;
}
