// The checks that hold for every optimizer.
#pragma once

#include <functional>
#include <memory>
#include <serhost/optimizer.hpp>
#include <vector>

#include "testing/finding.hpp"

namespace serhost::conformance {

struct OptimizerCase {
  std::function<std::shared_ptr<Optimizer>(const std::vector<ParamGroup>&)> make;
};

std::vector<Check> checks_of(const OptimizerCase& one);

}  // namespace serhost::conformance
