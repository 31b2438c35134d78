// How processes hear that another one has ended.
#pragma once

#include <optional>

#include "base/error.hpp"

namespace serhost::distributed {

struct Collective;

/// [run] Why another process has ended the job, or will have in a moment.
std::optional<Error> ended(Collective& all);

/// [run] Tells the others that this process ends, and why. Nothing is exchanged after it.
void fail(Collective& all, const Error& error);

}  // namespace serhost::distributed
