// A whole audio file: our checks and libsndfile behind them.
#include <cmath>

#include "audio/decode.hpp"
#include "base/error.hpp"
#include "fuzz/input.hpp"

/// libsndfile leaves its Vorbis decoder behind where the second header of a stream is damaged
/// (version 1.2.0).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libvorbis.so\nleak:libsndfile.so\n";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    const auto waveform = serhost::audio::decode(file.path());
    serhost::fuzz::require(!waveform.samples.empty() && waveform.sample_rate > 0);
    for (const float sample : waveform.samples) serhost::fuzz::require(std::isfinite(sample));
  } catch (const serhost::DataError&) {}
  return 0;
}
