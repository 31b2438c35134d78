// A static initializer throws, which ends a process whatever the loader catches.
#include <stdexcept>

#include "empty_dataset.hpp"

static int thrown() { throw std::runtime_error("no table of labels"); }
static const int never = thrown();
SERHOST_DATASET(Empty, "throws_at_load", "never listed");
SERHOST_PLUGIN();
