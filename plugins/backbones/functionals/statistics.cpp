// A descriptor without a frame that counts, pitch of a clip without voice, is 0 in every statistic.
#include "statistics.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/quantile.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

namespace functionals {
namespace {

constexpr double kFramesASecond = 100;

/// [D] each, of [F, D] at `time` [F] in seconds.
std::vector<at::Tensor> all_of(const at::Tensor& values, const at::Tensor& time) {
  if (values.size(0) == 0) return std::vector<at::Tensor>(6, values.new_zeros({values.size(1)}));
  const auto mean = values.mean(0), off = values - mean;
  const auto when = (time - time.mean()).unsqueeze(1);
  const auto quantiles = at::quantile(values, at::tensor({0.2, 0.5, 0.8}, values.options()), 0);
  return {mean,         off.square().mean(0).sqrt(),
          quantiles[0], quantiles[1],
          quantiles[2], (off * when).sum(0) / (when.square().sum() + 1e-6)};
}

}  // namespace

const std::vector<std::string>& statistics() {
  static const std::vector<std::string> names = {"mean",   "deviation", "low",
                                                 "median", "high",      "slope"};
  return names;
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& descriptor : Descriptors::names())
    for (const auto& statistic : statistics()) out.push_back(descriptor + "." + statistic);
  for (const auto* voice : {"share", "spans", "length"})
    out.push_back(std::string("voice.") + voice);
  return out;
}

at::Tensor summarize(const Contours& contours) {
  const auto frames = contours.values.size(0);
  const auto time = at::arange(frames, contours.values.options()) / kFramesASecond;
  const auto kept = contours.voiced.nonzero().squeeze(1);
  const auto whole = at::stack(all_of(contours.values, time), 1);  // [D, statistics]
  const auto voice =
      at::stack(all_of(contours.values.index_select(0, kept), time.index_select(0, kept)), 1);
  std::vector<at::Tensor> parts;
  for (std::size_t i = 0; i < Descriptors::names().size(); ++i)
    parts.push_back((Descriptors::of_voice(i) ? voice : whole)[static_cast<std::int64_t>(i)]);
  const auto on = contours.voiced.to(contours.values);
  const auto begins =
      on[0] + (on.narrow(0, 1, frames - 1) - on.narrow(0, 0, frames - 1)).clamp_min(0).sum();
  const auto seconds = static_cast<double>(frames) / kFramesASecond;
  parts.push_back(
      at::stack({on.mean(), begins / seconds, on.sum() / kFramesASecond / begins.clamp_min(1)}));
  return at::cat(parts);
}

}  // namespace functionals
