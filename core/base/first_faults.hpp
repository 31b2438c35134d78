// The faults that are shown where there are too many to show all.
#pragma once

#include <cstddef>
#include <vector>

#include "base/error.hpp"

namespace serhost {

/// The first kMostFaults, and each further one that alone has its exit status.
struct FirstFaults {
  std::vector<const Fault*> shown;
  std::size_t left = 0;  ///< how many more there are
};

/// `faults` must outlive what it returns.
FirstFaults first_faults(const Faults& faults);

}  // namespace serhost
