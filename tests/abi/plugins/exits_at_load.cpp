// Ends the program politely while it is being loaded.
#include <unistd.h>

#include "empty_dataset.hpp"

static const int never = (::_exit(0), 0);
SERHOST_DATASET(Empty, "exits_at_load", "never listed");
SERHOST_PLUGIN();
