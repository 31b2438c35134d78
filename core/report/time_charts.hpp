// Charts along one clip.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/charts.hpp"

namespace serhost::report {

/// Places of an axis, from 0 to 1, with what stands there.
using Ticks = std::vector<std::pair<double, std::string>>;

/// Round numbers from 0 to `end`.
Ticks round_ticks(double end);

/// Bars of equal width side by side, upwards in one color and downwards in another; not finite ones
/// are left out.
std::string signed_bars(const std::string& title, const std::string& x_title,
                        const std::vector<double>& values, const Ticks& ticks,
                        const ChartOptions& options = {});

/// A waveform: of as many pieces as there are pixels the lowest and highest sample.
std::string waveform_chart(const std::string& title, const std::string& x_title,
                           const std::vector<float>& samples, const Ticks& ticks,
                           const ChartOptions& options = {});

}  // namespace serhost::report
