// Joining the other processes of a job.
#pragma once

#include <memory>

#include "distributed/world.hpp"

namespace serhost::distributed {

struct Collective;

/// [run] Waits until all are there, for SERHOST_JOIN_SECONDS (300). Throws Error(unavailable) where
/// this build cannot do so, or where others do not come or cannot be reached, which names them and
/// the variables at fault. A world of one gives one that has nothing to exchange.
std::shared_ptr<Collective> join(const World& world);

/// Whether this build can.
bool can_join();

}  // namespace serhost::distributed
