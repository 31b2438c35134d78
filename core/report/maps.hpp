// Maps of what a model makes of clips: the plane of their first two principal components, three
// times in other colors.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "report/charts.hpp"
#include "report/document.hpp"

namespace serhost::report {

struct MappedClip {
  std::string key, emotion, speaker;  ///< `speaker` is "" where it is unknown
  bool tested = false;                ///< was in the test part of the model's fold
};

/// Figures colored by emotion, by arousal and by speaker, of `values` [clips, width], row by row.
/// More than kMostMapped clips are drawn from, the same every time. `system` names the model.
Section map_section(const std::string& system, const std::vector<MappedClip>& clips,
                    std::span<const float> values, std::size_t width,
                    const ChartOptions& options = {});

inline constexpr std::size_t kMostMapped = 2000;

/// "high" (anger, happiness, fear, …), "low" (sadness, neutral, …) or "other".
std::string arousal_of(const std::string& emotion);

}  // namespace serhost::report
