// An explanation as a drawing.
#pragma once

#include <string>

#include "app/explain.hpp"

namespace serhost::app {

/// Below each other on one axis of time: the waveform, integrated gradients, occlusion and, where
/// there are such, the weights of the pooling; then the bands of frequencies. `width` in pixels.
std::string explained_figure(const Explained& one, double width);

}  // namespace serhost::app
