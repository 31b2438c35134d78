// Starts the same program again by exec, with one more environment variable.
#include "cli/waiting.hpp"

#include <unistd.h>

#include <cstdlib>

namespace serhost::cli {

void wait_without_spinning(char** argv) {
  if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv("GOMP_SPINCOUNT", "200", 1);
  ::execv("/proc/self/exe", argv);
}

}  // namespace serhost::cli
