// How this thread's processor rounds and what it does with denormals, as numbers that can be set
// again. LibTorch can set the second but not tell it.
#pragma once

#include <cstdint>

namespace serhost::state {

/// Of <cfenv>: to the nearest, down, up, toward zero.
std::int64_t rounding_mode();
void set_rounding_mode(std::int64_t mode);
const char* name_of_rounding(std::int64_t mode);

/// The bits of the vector unit's control register that decide values: rounding, denormals, and
/// which exceptions trap. 0 on a processor that is not known here.
std::int64_t vector_control();
void set_vector_control(std::int64_t bits);

/// "denormals are flushed to zero", "rounding toward zero"; what stands out in such bits, or
/// "as usual".
const char* name_of_vector_control(std::int64_t bits);

}  // namespace serhost::state
