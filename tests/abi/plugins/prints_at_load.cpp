// Prints what looks like an answer of the probe while it is being loaded; otherwise right.
#include <iostream>

#include "empty_dataset.hpp"

static const bool printed = static_cast<bool>(std::cout << "[{\"refusal\": \"\"}]" << std::endl);
SERHOST_DATASET(Empty, "prints_at_load", "talks too much");
SERHOST_PLUGIN();
