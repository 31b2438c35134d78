// Outcomes of which only the number of right answers matters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/scores.hpp"

namespace serhost::metrics {

/// Ten clips of each speaker, `right[s]` of them right; classes alternate.
inline Outcomes speakers_with(const std::vector<int>& right) {
  Outcomes out{.classes = 2};
  for (std::size_t s = 0; s < right.size(); ++s) {
    for (int clip = 0; clip < 10; ++clip) {
      const std::int64_t truth = clip % 2;
      out.truth.push_back(truth);
      out.predicted.push_back(clip < right[s] ? truth : 1 - truth);
      out.speakers.push_back("speaker " + std::to_string(s));
    }
  }
  return out;
}

}  // namespace serhost::metrics
