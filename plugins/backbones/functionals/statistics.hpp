// From contours over time to one vector.
#pragma once

#include "descriptors.hpp"

namespace functionals {

/// Of each descriptor: "mean", "deviation", three quantiles, "slope".
const std::vector<std::string>& statistics();
/// "pitch.mean", ..., "voice.share", "voice.spans", "voice.length".
std::vector<std::string> names();
/// [names().size()], of one clip.
at::Tensor summarize(const Contours& contours);

}  // namespace functionals
