// Resamples a whole clip with soxr: its filter has linear phase and its delay is removed, so there
// is no time shift.
#include "audio/resample.hpp"

#include <soxr.h>

#include "base/error.hpp"

namespace serhost::audio {

Waveform resample(Waveform waveform, std::int64_t sample_rate) {
  SERHOST_CHECK(sample_rate > 0 && waveform.sample_rate > 0);
  const auto from = waveform.sample_rate;
  if (from == sample_rate) return waveform;
  const auto count = static_cast<std::int64_t>(waveform.samples.size());
  const auto wanted =
      (2 * count * sample_rate + from) / (2 * from);  // round(count * to / from), halves upwards

  Waveform out{std::vector<float>(static_cast<std::size_t>(wanted)), sample_rate};
  if (wanted == 0) return out;
  const auto quality = soxr_quality_spec(SOXR_HQ, 0);
  const auto threads = soxr_runtime_spec(1);
  std::size_t used = 0, made = 0;
  // Samples that soxr leaves off at the very end (at most one) stay zero.
  const auto fault =
      soxr_oneshot(static_cast<double>(from), static_cast<double>(sample_rate), 1,
                   waveform.samples.data(), waveform.samples.size(), &used, out.samples.data(),
                   out.samples.size(), &made, nullptr, &quality, &threads);
  if (fault != nullptr)
    throw DataError("audio at " + std::to_string(from) + " Hz cannot be resampled to " +
                    std::to_string(sample_rate) + " Hz: " + fault);
  return out;
}

}  // namespace serhost::audio
