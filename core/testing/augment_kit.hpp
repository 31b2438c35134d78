// The checks that hold for every augmentation, without torch.
#pragma once

#include <functional>
#include <memory>
#include <serhost/augment.hpp>
#include <vector>

#include "testing/finding.hpp"

namespace serhost::conformance {

struct AugmentCase {
  std::function<std::shared_ptr<Augment>()> make;
  bool fresh = true;  ///< false: `make` gives the same instance each time, and checks that need
                      ///< another are skipped
};

std::vector<Check> checks_of(const AugmentCase& one);

}  // namespace serhost::conformance
