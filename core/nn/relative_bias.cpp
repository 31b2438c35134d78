// Buckets by the same fp32 operations as the reference, so that distances on the edge of two
// buckets fall into the same one.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/log.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/relative_bias.hpp>

namespace serhost::nn {

at::Tensor distance_buckets(const at::Tensor& distances, const RelativeBiasOptions& options) {
  const auto half = options.buckets / 2, exact = half / 2;
  const auto size = distances.abs();
  const auto octave =
      std::log(static_cast<double>(options.max_distance) / static_cast<double>(exact));
  const auto wide = at::log(size.to(at::kFloat) / exact)
                        .div(octave)
                        .mul(half - exact)
                        .to(at::kLong)
                        .add(exact)
                        .clamp_max(half - 1);
  return at::where(size < exact, size, wide) + (distances > 0).to(at::kLong) * half;
}

RelativeBias::RelativeBias(const at::Tensor& table, std::int64_t longest,
                           const RelativeBiasOptions& options)
    : longest_(longest) {
  const auto distances = at::arange(longest - 1, -longest, -1, at::kLong);
  values_ = table.index_select(0, distance_buckets(distances, options).to(table.device()))
                .t()
                .contiguous();
}

at::Tensor RelativeBias::of(std::int64_t frames) const {
  return values_.narrow(1, longest_ - frames, 2 * frames - 1).unfold(1, frames, 1);
}

RelativeGate::RelativeGate(torch::nn::Module& owner, std::int64_t width, std::int64_t heads)
    : heads_(heads),
      logits_(
          owner.register_module("gru_rel_pos_linear", std::make_shared<Linear>(width / heads, 8))),
      constant_(owner.register_parameter("gru_rel_pos_const", at::ones({1, heads, 1, 1}))) {}

at::Tensor RelativeGate::operator()(const at::Tensor& values) const {
  const NoAutocast fp32;
  const auto heads =
      values.to(at::kFloat)
          .view({values.size(0) * heads_, values.size(1) / heads_});  // not projected
  const auto gates =
      at::sigmoid(logits_->forward(heads).view({values.size(0), heads_, 2, 4}).sum(-1));
  const auto a = gates.select(2, 0), b = gates.select(2, 1);
  return (a * (b * constant_.view({1, heads_}) - 1.0) + 2.0).t();
}

}  // namespace serhost::nn
