// What has come in of one logged value, as a checkpoint keeps it.
#pragma once

#include <cstdint>

namespace serhost::train {

struct LoggedSum {
  double sum = 0.0;
  std::int64_t count = 0;
};

}  // namespace serhost::train
