// The slopes look past a clip's ends by index, never into its padding.
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/minimum.h>

#include <cmath>
#include <numbers>
#include <serhost/nn/mask.hpp>
#include <serhost/nn/mfcc.hpp>
#include <serhost/nn/precision.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace serhost::nn {

at::Tensor dct_matrix(std::int64_t mels, std::int64_t count) {
  auto matrix = at::empty({mels, count}, at::kDouble);
  auto cells = matrix.accessor<double, 2>();
  const auto n = static_cast<double>(mels);
  for (std::int64_t i = 0; i < mels; ++i) {
    for (std::int64_t k = 0; k < count; ++k) {
      const double angle =
          std::numbers::pi * static_cast<double>(k) * (static_cast<double>(i) + 0.5) / n;
      cells[i][k] = std::sqrt((k == 0 ? 1.0 : 2.0) / n) * std::cos(angle);
    }
  }
  return matrix;
}

at::Tensor deltas(const at::Tensor& values, const at::Tensor& lengths) {
  const auto frames = values.size(1);
  const auto position = at::arange(frames, lengths.options()).unsqueeze(0);
  const auto last = lengths.sub(1).clamp_min(0).unsqueeze(1);
  auto shifted = [&](std::int64_t by) {
    const auto index = at::minimum(position.add(by).clamp_min(0), last).to(values.device());
    return values.gather(1, index.unsqueeze(-1).expand_as(values));
  };
  const auto slope = shifted(1).sub(shifted(-1)).add(shifted(2).sub(shifted(-2)), 2).div(10);
  return mask_frames(slope, lengths);
}

Mfcc::Mfcc(const MfccOptions& options)
    : options_(options),
      log_mel_(options.log_mel),
      dct_(dct_matrix(options.log_mel.mels, options.coefficients)) {
  if (options.coefficients < 1 || options.coefficients > options.log_mel.mels) {
    throw std::invalid_argument(std::to_string(options.coefficients) +
                                " MFCC, but there must be from 1 to as many as mel bands (" +
                                std::to_string(options.log_mel.mels) + ")");
  }
  if (options.deltas < 0 || options.deltas > 2)
    throw std::invalid_argument("deltas must be 0, 1 or 2");
}

at::Tensor Mfcc::operator()(const at::Tensor& waveform, const at::Tensor& lengths) const {
  const NoAutocast fp32;
  std::vector<at::Tensor> parts = {
      at::matmul(log_mel_(waveform, lengths), dct_.on(waveform.device()))};
  const auto counts = log_mel_.frames(lengths);
  for (std::int64_t order = 0; order < options_.deltas; ++order)
    parts.push_back(deltas(parts.back(), counts));
  return parts.size() == 1 ? parts.front() : at::cat(parts, -1);
}

}  // namespace serhost::nn
