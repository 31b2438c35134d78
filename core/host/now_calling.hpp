// The call into a plugin that a thread is in, for those who must name it.
#pragma once

#include "host/guard.hpp"

namespace serhost::host {

struct NowCalling {
  const Callee* callee = nullptr;  ///< null: none
  const char* call = nullptr;
};

/// Constant-initialized: a signal handler may read it. Defined in fault_reporter.cpp.
extern constinit thread_local NowCalling now_calling;

}  // namespace serhost::host
