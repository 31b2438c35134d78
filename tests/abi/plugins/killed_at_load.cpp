// Is ended while it is being loaded, as a batch system or the kernel does it.
#include <signal.h>
#include <unistd.h>

#include "empty_dataset.hpp"

static const int never = ::kill(::getpid(), SIGKILL);
SERHOST_DATASET(Empty, "killed_at_load", "never listed");
SERHOST_PLUGIN();
