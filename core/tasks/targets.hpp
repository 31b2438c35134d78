// Targets of batches: joined, moved, counted; every field in one place.
#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <serhost/loss.hpp>
#include <span>

namespace serhost::tasks {

/// The clips of all parts, one behind the other, in every field. A field that no part has is absent
/// from the result; throws std::logic_error where some parts have it and others do not.
/// `units` [B, F] of different F are padded with -1, which is "none".
Targets cat(std::span<const Targets> parts);

/// Every field that is there.
Targets on_device(Targets targets, const c10::Device& device);

/// Soft and multi-hot labels and ratings in `type`, that of a model.
Targets in_precision(Targets targets, at::ScalarType type);

/// How many clips they are of: B of the first field that is there, 0 where none is.
std::int64_t clips_of(const Targets& targets);

}  // namespace serhost::tasks
