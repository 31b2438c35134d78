// How far long work is.
#pragma once

#include <cstdint>
#include <string>

namespace serhost {

/// Long work: `done` of `total` in `unit`.
struct Progress {
  std::string stage;  ///< "fold 2/10 seed 1 epoch 3/30"
  std::int64_t done = 0, total = 0;
  std::string unit = "clips";
};

}  // namespace serhost
