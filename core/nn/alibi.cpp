// The distances are one matrix for all heads, of which the bias is a multiple each.
#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <serhost/nn/alibi.hpp>
#include <vector>

namespace serhost::nn {
namespace {

std::vector<double> of_power(std::int64_t heads) {
  std::vector<double> slopes;
  for (std::int64_t h = 0; h < heads; ++h)
    slopes.push_back(std::exp2(-8.0 * static_cast<double>(h + 1) / static_cast<double>(heads)));
  return slopes;
}

}  // namespace

at::Tensor alibi_slopes(std::int64_t heads) {
  const auto power = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(heads)));
  auto slopes = of_power(power);
  const auto above = of_power(2 * power);
  for (std::int64_t h = 0; h < heads - power; ++h)
    slopes.push_back(above[static_cast<std::size_t>(2 * h)]);
  return at::tensor(slopes, at::kFloat);
}

at::Tensor alibi_bias(const at::Tensor& strength, const at::Tensor& places, std::int64_t tokens,
                      std::int64_t begin, std::int64_t count) {
  const auto keys = at::constant_pad_nd(places, {tokens, 0});
  const auto queries = keys.narrow(0, begin, count).unsqueeze(1);
  auto distances = (keys - queries).abs_().neg_();
  distances.narrow(1, 0, tokens).zero_();
  if (begin < tokens) distances.narrow(0, 0, std::min(count, tokens - begin)).zero_();
  return strength.view({-1, 1, 1}) * distances;
}

}  // namespace serhost::nn
