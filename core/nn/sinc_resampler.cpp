// Each output sample is two sums over the table: samples before it, and samples behind it.
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <serhost/nn/sinc_resampler.hpp>
#include <stdexcept>

namespace serhost::nn {
namespace {

double sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

}  // namespace

SincResampler::SincResampler(std::int64_t from, std::int64_t to, const SincFilter& filter)
    : from_(from), to_(to), points_(filter.points) {
  if (from < 1 || to < 1 || filter.zeros < 1 || filter.points < 1)
    throw std::invalid_argument("sample rates and the sizes of a filter must be at least 1");
  const double ratio = static_cast<double>(to) / static_cast<double>(from);
  step_ = static_cast<std::int64_t>(std::min(1.0, ratio) * static_cast<double>(points_));
  if (step_ < 1) throw std::invalid_argument("the filter has too few points for this ratio");
  const auto last = filter.zeros * filter.points;
  const double middle = std::cyl_bessel_i(0.0, filter.beta);
  for (std::int64_t i = 0; i <= last; ++i) {
    const double at = static_cast<double>(i) / static_cast<double>(filter.points);
    const double along = static_cast<double>(i) / static_cast<double>(last);
    const double window =
        std::cyl_bessel_i(0.0, filter.beta * std::sqrt(std::max(0.0, 1.0 - along * along))) /
        middle;
    table_.push_back(std::min(1.0, ratio) * window * filter.rolloff * sinc(filter.rolloff * at));
  }
  for (std::size_t i = 0; i + 1 < table_.size(); ++i) slope_.push_back(table_[i + 1] - table_[i]);
  slope_.push_back(0.0);
}

at::Tensor SincResampler::operator()(const at::Tensor& clip) const {
  const auto input = clip.detach().to(at::kCPU, at::kDouble).contiguous();
  const auto* x = input.const_data_ptr<double>();
  const auto count = input.size(0), size = static_cast<std::int64_t>(table_.size());
  auto out = at::empty({samples(count)}, at::kFloat);
  auto* y = out.mutable_data_ptr<float>();
  const double advance = static_cast<double>(from_) / static_cast<double>(to_);
  const double scale = std::min(1.0, 1.0 / advance);
  const auto side = [&](double fraction, std::int64_t begin, std::int64_t way, std::int64_t most) {
    const double place = fraction * static_cast<double>(points_);
    const auto offset = static_cast<std::int64_t>(place);
    const double rest = place - static_cast<double>(offset);
    const auto taps = std::min(most, (size - offset) / step_);
    double sum = 0.0;
    for (std::int64_t i = 0; i < taps; ++i) {
      const auto at = static_cast<std::size_t>(offset + i * step_);
      sum += (table_[at] + rest * slope_[at]) * x[begin + way * i];
    }
    return sum;
  };
  for (std::int64_t t = 0; t < out.size(0); ++t) {
    const double time = static_cast<double>(t) * advance;
    const auto n = static_cast<std::int64_t>(time);
    const double fraction = scale * (time - static_cast<double>(n));
    y[t] = static_cast<float>(side(fraction, n, -1, n + 1) +
                              side(scale - fraction, n + 1, 1, count - n - 1));
  }
  return out.to(clip.device());
}

}  // namespace serhost::nn
