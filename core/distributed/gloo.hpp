// Exchange between processes on CPUs: c10d's Gloo, with a store that rank 0 holds.
#pragma once

#include <memory>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "distributed/collective.hpp"

namespace serhost::distributed {

/// Whether the headers of Gloo were there when this was built.
bool has_gloo();

/// [run] `store` reaches all processes. `address`: of the interface by which the others are
/// reached; "" for the one that GLOO_SOCKET_IFNAME names. `second` gives another connection to the
/// store.
std::shared_ptr<Collective> join_gloo(const c10::intrusive_ptr<c10d::Store>& store,
                                      const c10::intrusive_ptr<c10d::Store>& second, int rank,
                                      int size, const std::string& address);

}  // namespace serhost::distributed
