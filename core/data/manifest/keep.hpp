// Leaves clips out of a manifest in place, since a list may be long: a million clips held twice are
// a gigabyte.
#pragma once

#include <utility>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Keeps the clips whose `kept`, one for each, is true, in their order.
inline void keep(std::vector<Clip>& clips, const std::vector<bool>& kept) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!kept[i]) continue;
    if (to < i) clips[to] = std::move(clips[i]);
    ++to;
  }
  clips.resize(to);
}

}  // namespace serhost::data
