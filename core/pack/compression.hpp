// One zstd frame that says how much it holds, so that a bomb is refused before it goes off.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace serhost::pack {

/// What may come out of a frame. `create` keeps to the same bounds, so it makes nothing that
/// `install` would refuse.
struct ExpansionLimits {
  std::uint64_t bytes = std::uint64_t{2} << 30;
  std::uint64_t ratio = 200;  ///< times its compressed size
  std::uint64_t always_allowed =
      std::uint64_t{1}
      << 20;  ///< bytes to which the ratio does not apply: small sources compress well
};

/// One frame with its size and a checksum. The same input gives the same bytes with the same
/// version of libzstd. Throws Error(untrusted) where the limits say that it could not be read
/// again; `what` names it in messages.
std::string compress(std::string_view bytes, const std::string& what,
                     const ExpansionLimits& limits = {});

/// Throws Error(untrusted): not zstd, several frames, bytes behind the frame, no size or checksum,
/// a dictionary, over the limits, damaged.
std::string decompress(std::string_view bytes, const std::string& what,
                       const ExpansionLimits& limits = {});

}  // namespace serhost::pack
