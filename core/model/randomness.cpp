// Seeding of torch's generators.
#include "model/randomness.hpp"

#include <ATen/CPUGeneratorImpl.h>

#include "state/global_state.hpp"

namespace serhost::model {

void seed_default_generators(std::uint64_t seed) { state::seed_default_generators(seed); }

at::Generator make_generator(std::uint64_t seed) { return at::detail::createCPUGenerator(seed); }

}  // namespace serhost::model
