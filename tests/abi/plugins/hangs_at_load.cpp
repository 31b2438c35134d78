// Never comes to the end of being loaded.
#include <unistd.h>

#include "empty_dataset.hpp"

static int forever() {
  for (;;) ::pause();
}
static const int never = forever();
SERHOST_DATASET(Empty, "hangs_at_load", "never listed");
SERHOST_PLUGIN();
