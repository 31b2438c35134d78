// The chunks of a wav file, which are looked at before libsndfile is.
#include "audio/wave_header.hpp"
#include "base/error.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    serhost::audio::FileView view(file.path());
    serhost::audio::check_wave_header(view, "fuzz.wav");
    serhost::audio::check_wave_header(view, "fuzz.wav");  // what was completed is complete
  } catch (const serhost::DataError&) {}
  return 0;
}
