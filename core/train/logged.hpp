// Values that components log through Step::log, averaged over an epoch. They stay on their device
// until the epoch ends or a checkpoint is written.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "train/logged_sum.hpp"

namespace serhost::train {

class Logged {
 public:
  std::function<void(const std::string&, const at::Tensor&)>
  sink();                                ///< valid as long as this object
  std::map<std::string, double> take();  ///< the averages; begins anew

  std::map<std::string, LoggedSum> sums() const;
  void restore(const std::map<std::string, LoggedSum>& sums);  ///< the inverse

 private:
  struct Mean {
    at::Tensor sum;
    std::int64_t count = 0;
  };
  std::map<std::string, Mean> means_;
};

}  // namespace serhost::train
