// A resampling whose result is called as it was: soxr is the library of `sox speed`.
#include "played.hpp"

#include <soxr.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace speed {

std::vector<float> played(const std::vector<float>& samples, double factor) {
  if (factor == 1.0) return samples;
  std::vector<float> out(
      static_cast<std::size_t>(std::floor(static_cast<double>(samples.size()) / factor + 0.5)));
  if (out.empty()) out.resize(1);
  const auto quality = soxr_quality_spec(SOXR_HQ, 0);
  const auto threads = soxr_runtime_spec(1);
  std::size_t used = 0, made = 0;
  const auto* fault = soxr_oneshot(factor, 1.0, 1, samples.data(), samples.size(), &used,
                                   out.data(), out.size(), &made, nullptr, &quality, &threads);
  if (fault != nullptr) throw std::runtime_error(std::string("soxr: ") + fault);
  return out;
}

}  // namespace speed
