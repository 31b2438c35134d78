// Samples behind the coder and decoder of a telephone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace codec {

/// As many samples. `kind`: mu_law, a_law (G.711), gsm (06.10 full rate), adpcm (IMA, 4 bits).
/// Samples beyond [-1, 1] are clipped, as a converter does. Throws std::runtime_error.
std::vector<float> coded(const std::vector<float>& samples, const std::string& kind,
                         std::int64_t rate);

/// At another rate, `count` samples of it.
std::vector<float> at_rate(const std::vector<float>& samples, std::int64_t from, std::int64_t to,
                           std::size_t count);

}  // namespace codec
