// Figures that components log through Step::log, averaged over an epoch. They stay on their device until the epoch ends.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

namespace serhost::train {

class Logged {
 public:
  std::function<void(const std::string&, const at::Tensor&)> sink();  ///< valid as long as this object
  std::map<std::string, double> take();                               ///< the averages; begins anew

 private:
  struct Mean {
    at::Tensor sum;
    std::int64_t count = 0;
  };
  std::map<std::string, Mean> means_;
};

}  // namespace serhost::train
