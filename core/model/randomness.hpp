// torch's random generators, seeded from named streams (base/seed.hpp) at known points, so that
// nothing depends on history.
#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>

namespace serhost::model {

/// [run] Seeds the default generators of every device: initial weights, and the dropout of torch's
/// own layers.
void seed_default_generators(std::uint64_t seed);

/// A generator of its own, on the CPU.
at::Generator make_generator(std::uint64_t seed);

}  // namespace serhost::model
