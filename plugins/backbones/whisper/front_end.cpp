// In fp32 whatever the autocast state, as the reference works on floats.
#include "front_end.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/fft_rfft.h>
#include <ATen/ops/hann_window.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/reflection_pad1d.h>
#include <ATen/ops/view_as_real.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/precision.hpp>
#include <vector>

namespace whisper {
namespace {

constexpr double kHighest = 8000, kLinear = 1000, kHertzPerMel = 200.0 / 3;
const double kLogStep = std::log(6.4) / 27;

double mel_of(double hertz) {
  return hertz < kLinear ? hertz / kHertzPerMel
                         : kLinear / kHertzPerMel + std::log(hertz / kLinear) / kLogStep;
}
double hertz_of(double mel) {
  const double edge = kLinear / kHertzPerMel;
  return mel < edge ? mel * kHertzPerMel : kLinear * std::exp(kLogStep * (mel - edge));
}

}  // namespace

at::Tensor slaney_filters(std::int64_t mels) {
  const std::int64_t bins = kWindow / 2 + 1;
  std::vector<double> edges;
  for (std::int64_t i = 0; i < mels + 2; ++i)
    edges.push_back(
        hertz_of(mel_of(kHighest) * static_cast<double>(i) / static_cast<double>(mels + 1)));
  auto filters = at::zeros({bins, mels}, at::kDouble);
  auto weights = filters.accessor<double, 2>();
  for (std::int64_t band = 0; band < mels; ++band) {
    const auto* edge = &edges[static_cast<std::size_t>(band)];
    for (std::int64_t bin = 0; bin < bins; ++bin) {
      const double hertz = kHighest * static_cast<double>(bin) / static_cast<double>(bins - 1);
      const double height = std::min((hertz - edge[0]) / (edge[1] - edge[0]),
                                     (edge[2] - hertz) / (edge[2] - edge[1]));
      weights[bin][band] = std::max(0.0, height) * 2 / (edge[2] - edge[0]);
    }
  }
  return filters;
}

FrontEnd::FrontEnd(std::int64_t mels)
    : window_(at::hann_window(kWindow, true, at::kDouble)), filters_(slaney_filters(mels)) {}

at::Tensor FrontEnd::operator()(const at::Tensor& clip, std::int64_t samples) const {
  const serhost::nn::NoAutocast fp32;
  const auto whole = at::constant_pad_nd(clip.to(at::kFloat), {0, samples - clip.size(0)});
  const auto centered =
      at::reflection_pad1d(whole.unsqueeze(0), {kWindow / 2, kWindow / 2}).squeeze(0);
  const auto windows =
      centered.unfold(0, kWindow, kHop).narrow(0, 0, samples / kHop).mul(window_.on(clip.device()));
  const auto power = at::view_as_real(at::fft_rfft(windows)).square().sum(-1);
  const auto mel = at::matmul(power, filters_.on(clip.device())).clamp_min(1e-10).log10();
  return at::maximum(mel, mel.max() - 8.0).add(4.0).div(4.0);
}

}  // namespace whisper
