// The dimension of the norm is read from the length's shape and never assumed: the usual default,
// 0, would be wrong here.
#include "weights/weight_norm.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>

namespace serhost::weights {
namespace {

std::vector<std::int64_t> reduced(at::IntArrayRef length_shape) {
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < length_shape.size(); ++i) {
    if (length_shape[i] == 1) out.push_back(static_cast<std::int64_t>(i));
  }
  return out;
}

at::Tensor length_of(const at::Tensor& weight, const std::vector<std::int64_t>& over) {
  return at::linalg_vector_norm(weight.to(at::kFloat), 2, over, /*keepdim=*/true);
}

/// The shape of the length, over `over`.
std::vector<std::int64_t> length_shape(std::vector<std::int64_t> shape,
                                       const std::vector<std::int64_t>& over) {
  for (const auto dimension : over) {
    if (dimension < static_cast<std::int64_t>(shape.size()))
      shape[static_cast<std::size_t>(dimension)] = 1;
  }
  return shape;
}

}  // namespace

void fit_weight_norm(Offers& offers, const std::map<std::string, at::Tensor>& state) {
  for (const auto& [name, own] : state) {
    if (name.ends_with(".weight_g")) {
      const auto stem = name.substr(0, name.size() - 2);
      const auto plain = offers.find(stem);
      if (plain == offers.end() || offers.contains(name) || state.contains(stem)) continue;
      const auto offered = plain->second;
      const auto over = reduced(own.sizes());
      if (offered.shape.size() != static_cast<std::size_t>(own.dim()))
        continue;  // told as a missing name and an unexpected one
      offers.erase(plain);
      offers[stem + "_v"] = offered;
      offers[name] = {length_shape(offered.shape, over),
                      [offered, over] { return length_of(offered.tensor(), over); }};
    } else if (name.ends_with(".weight") && !offers.contains(name)) {
      const auto length = offers.find(name + "_g"), direction = offers.find(name + "_v");
      if (length == offers.end() || direction == offers.end()) continue;
      const auto g = length->second, v = direction->second;
      const auto over = reduced(g.shape);
      if (length_shape(v.shape, over) != g.shape) continue;
      offers.erase(length), offers.erase(direction);
      offers[name] = {v.shape, [g, v, over] {
                        const auto whole = v.tensor().to(at::kFloat);
                        return whole * (g.tensor().to(at::kFloat) / length_of(whole, over));
                      }};
    }
  }
}

}  // namespace serhost::weights
