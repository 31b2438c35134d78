// The choice of the back end, product by product: oneDNN's where nothing is differentiated and the
// type is one it is right for.
#include <ATen/autocast_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>

#include <algorithm>
#include <atomic>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/product.hpp>
#include <vector>

#include "onednn.hpp"
#include "shared_length.hpp"

namespace serhost::nn {
namespace {

std::atomic<Backend>& chosen() {
  static std::atomic<Backend> backend = best_backend();
  return backend;
}

/// fp32, or what autocast lowers products to.
at::ScalarType product_type(const at::Tensor& values) {
  return at::autocast::is_autocast_enabled(at::kCPU) ? at::autocast::get_autocast_dtype(at::kCPU)
                                                     : values.scalar_type();
}

bool fast(const at::Tensor& values, at::TensorList parameters) {
  return backend() == Backend::onednn && values.is_cpu() &&
         parameters.front().scalar_type() == at::kFloat && !values.requires_grad() &&
         without_graph(parameters) && onednn::usable(product_type(values));
}

at::Tensor joined(at::TensorList parts) {
  return parts.size() == 1 ? parts.front() : at::cat(parts);
}

}  // namespace

Backend best_backend() { return onednn::usable(at::kFloat) ? Backend::onednn : Backend::plain; }
Backend backend() { return chosen().load(std::memory_order_relaxed); }
UseBackend::UseBackend(Backend backend) : before_(chosen().exchange(backend)) {}
UseBackend::~UseBackend() { chosen().store(before_); }

void Product::prepare_for_inference(at::TensorList weights, at::TensorList biases) {
  if (!fast(weights.front(), weights) || !without_graph(biases)) return;
  const auto type = product_type(weights.front());
  const NoAutocast own;
  prepared_weight_ = onednn::pack(joined(weights).detach().to(type));
  if (biases.front().defined()) prepared_bias_ = joined(biases).detach().to(type);
  for (const auto& weight : weights) {
    auto* const storage = weight.storage().unsafeGetStorageImpl();
    storage->set_data_ptr_noswap(at::DataPtr(nullptr, weight.device()));
    storage->set_nbytes(0);
  }
}

Product::Ready Product::ready(const at::Tensor& values, at::ScalarType type, at::TensorList weights,
                              at::TensorList biases) {
  if (prepared_weight_.defined()) {
    TORCH_CHECK(prepared_weight_.scalar_type() == type,
                "the precision of a product that is prepared for inference cannot change");
    return {values.to(type), prepared_weight_, prepared_bias_};
  }
  const bool low = type != at::kFloat;
  auto& weight = low ? low_weight_ : weight_;
  auto& bias = low ? low_bias_ : bias_;
  Ready out{values.to(type),
            weight.get(weights, [&] { return onednn::pack(joined(weights).detach().to(type)); }),
            {}};
  if (biases.front().defined()) {
    out.bias = !low && biases.size() == 1
                   ? biases.front().detach()
                   : bias.get(biases, [&] { return joined(biases).detach().to(type); });
  }
  return out;
}

at::Tensor Product::linear(const at::Tensor& values, const at::Tensor& weight,
                           const at::Tensor& bias) {
  if (!fast(values, {weight, bias})) return at::linear(values, weight, bias);
  const auto type = product_type(values);
  const NoAutocast own;
  const auto in = ready(values, type, weight, bias);
  return onednn::linear(in.values, in.weight, in.bias, false);
}

std::vector<at::Tensor> Product::linears(const at::Tensor& values, at::TensorList weights,
                                         at::TensorList biases) {
  std::vector<at::Tensor> parts;
  if (!fast(values, weights) || !without_graph(biases)) {
    for (std::size_t i = 0; i < weights.size(); ++i)
      parts.push_back(at::linear(values, weights[i], biases[i]));
    return parts;
  }
  const auto type = product_type(values);
  const NoAutocast own;
  const auto in = ready(values, type, weights, biases);
  return onednn::linear(in.values, in.weight, in.bias, false)
      .chunk(static_cast<std::int64_t>(weights.size()), 1);
}

at::Tensor Product::linear_gelu(const at::Tensor& values, const at::Tensor& weight,
                                const at::Tensor& bias) {
  if (!fast(values, {weight, bias})) return at::gelu(at::linear(values, weight, bias));
  const auto type = product_type(values);
  const NoAutocast own;
  const auto in = ready(values, type, weight, bias);
  return onednn::linear(in.values, in.weight, in.bias, true);
}

at::Tensor Product::linear_add(const at::Tensor& values, const at::Tensor& residual,
                               const at::Tensor& weight, const at::Tensor& bias) {
  const auto type = product_type(values);
  if (!fast(values, {weight, bias}) || residual.requires_grad() || residual.scalar_type() != type)
    return at::add(residual, linear(values, weight, bias));
  const NoAutocast own;
  const auto in = ready(values, type, weight, bias);
  return onednn::linear_add(in.values, residual, in.weight, in.bias);
}

bool ConvolutionGelu::usable(const at::Tensor& clip, at::TensorList parameters) {
  return fast(clip, parameters);
}

at::Tensor ConvolutionGelu::run(const at::Tensor& clip, const at::Tensor& weight,
                                const at::Tensor& bias, std::int64_t groups) {
  const auto type = product_type(clip);
  const NoAutocast own;
  const bool low = type != at::kFloat;
  const auto kernel = weight.size(2);
  const auto kernel_weight = (low ? low_weight_ : weight_).get(weight, [&] {
    return weight.detach().unsqueeze(2).to(type);
  });
  const auto offset =
      low ? low_bias_.get(bias, [&] { return bias.detach().to(type); }) : bias.detach();
  // Under so many frames oneDNN falls to its reference kernel, a hundred times slower; zeros beyond
  // the end change nothing.
  constexpr std::int64_t kFewest = 128;
  auto in = clip.to(type);
  const auto frames = std::max(kFewest, shared_length(in.size(0)));
  if (in.size(0) < frames) in = at::constant_pad_nd(in, {0, 0, 0, frames - in.size(0)});
  return onednn::convolution_gelu(in, kernel_weight, offset, kernel / 2, groups)
      .narrow(0, 0, clip.size(0));
}

}  // namespace serhost::nn
