// Uses something that this host's API does not have yet.
#include "empty_dataset.hpp"
#undef SERHOST_API_MINOR
#define SERHOST_API_MINOR 4242

SERHOST_DATASET(Empty, "newer_api", "never loaded");
SERHOST_PLUGIN();
