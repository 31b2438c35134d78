// Says it was built with another LibTorch, and would end the process if it were loaded to find out.
#include <cstdlib>

#include "empty_dataset.hpp"
#undef TORCH_VERSION_MAJOR
#undef TORCH_VERSION_MINOR
#undef TORCH_VERSION_PATCH
#define TORCH_VERSION_MAJOR 2
#define TORCH_VERSION_MINOR 4
#define TORCH_VERSION_PATCH 1

static const bool never = (std::abort(), true);
SERHOST_DATASET(Empty, "other_torch", "never loaded");
SERHOST_PLUGIN();
