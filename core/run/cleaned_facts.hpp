// Facts as they can be written.
#pragma once

#include "run/facts.hpp"

namespace serhost::run {

/// Valid UTF-8 everywhere, once, so that no writer needs to think of it.
RunFacts cleaned(RunFacts facts);

}  // namespace serhost::run
