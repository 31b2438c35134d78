// Named random streams from one seed: adding a metric, a log line or a worker changes no other
// random numbers, and two losses see the same initial weights and the same batches.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace serhost {

/// The seed of a named stream: the first 8 bytes of SHA-256 over "<seed>/<name>/<index>".
std::uint64_t stream_seed(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

/// A small generator with the same numbers on every platform and standard library (SplitMix64),
/// which <random>'s distributions do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();                      ///< 64 uniform bits
  std::uint64_t below(std::uint64_t bound);  ///< uniform in [0, bound), without bias; bound > 0
  double uniform();                          ///< [0, 1)
  double normal();                           ///< mean 0, variance 1

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace serhost
