// How much of a chain is frozen, and what that gives for a clip.
#pragma once

#include <c10/core/Device.h>

#include "features/cache_plan.hpp"
#include "model/chain.hpp"

namespace serhost::features {

/// [run] Lets two clips of noise through.
FrozenPrefixInfo frozen_prefix_info(model::Chain& chain, const c10::Device& device);

}  // namespace serhost::features
