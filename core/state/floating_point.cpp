// Control registers of the processors that LibTorch is built for.
#include "state/floating_point.hpp"

#include <cfenv>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace serhost::state {
namespace {

#if defined(__SSE2__)
// All but the sticky flags: denormals are zero, masks of exceptions, rounding, flush to zero.
constexpr unsigned kDecides = 0xFFC0, kDenormals = 0x8040, kRounding = 0x6000;
constexpr unsigned kMasks = 0x1F80, kUsualMasks = 0x1F80;
#elif defined(__aarch64__)
// Rounding, flush to zero, enabled traps.
constexpr unsigned kDecides = 0x01C09F00, kDenormals = 0x01000000, kRounding = 0x00C00000;
constexpr unsigned kMasks = 0x00009F00, kUsualMasks = 0;
#else
constexpr unsigned kDenormals = 0, kRounding = 0, kMasks = 0, kUsualMasks = 0;
#endif

}  // namespace

std::int64_t rounding_mode() { return std::fegetround(); }

void set_rounding_mode(std::int64_t mode) { std::fesetround(static_cast<int>(mode)); }

const char* name_of_rounding(std::int64_t mode) {
  switch (mode) {
    case FE_TONEAREST:
      return "to the nearest";
    case FE_DOWNWARD:
      return "down";
    case FE_UPWARD:
      return "up";
    case FE_TOWARDZERO:
      return "toward zero";
    default:
      return "unknown";
  }
}

std::int64_t vector_control() {
#if defined(__SSE2__)
  return _mm_getcsr() & kDecides;
#elif defined(__aarch64__)
  std::uint64_t bits = 0;
  asm volatile("mrs %0, fpcr" : "=r"(bits));
  return static_cast<std::int64_t>(bits & kDecides);
#else
  return 0;
#endif
}

void set_vector_control(std::int64_t bits) {
#if defined(__SSE2__)
  _mm_setcsr((_mm_getcsr() & ~kDecides) | static_cast<unsigned>(bits));
#elif defined(__aarch64__)
  std::uint64_t now = 0;
  asm volatile("mrs %0, fpcr" : "=r"(now));
  now = (now & ~std::uint64_t{kDecides}) | static_cast<std::uint64_t>(bits);
  asm volatile("msr fpcr, %0" : : "r"(now));
#else
  static_cast<void>(bits);
#endif
}

const char* name_of_vector_control(std::int64_t bits) {
  const auto set = static_cast<unsigned>(bits);
  if ((set & kMasks) != kUsualMasks) return "exceptions trap";
  if ((set & kDenormals) != 0) return "denormals are flushed to zero";
  if ((set & kRounding) != 0) return "not rounding to the nearest";
  return "as usual";
}

}  // namespace serhost::state
