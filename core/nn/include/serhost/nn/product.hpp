// Products with weights, where most of the time goes, behind one small interface with two back
// ends: ATen's own operators, and oneDNN's, with weights in oneDNN's blocked order and what follows
// the product done in the same pass.
//
//   nn::Product product_;  // a member, beside the weight [O, I] and the bias [O]
//   ...
//   return product_.linear(values, weight, bias);  // [N, I] to [N, O]
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <serhost/nn/derived.hpp>
#include <vector>

namespace serhost::nn {

/// Who computes products.
enum class Backend {
  plain,  ///< ATen's public operators: anywhere, and wherever a gradient is needed
  onednn  ///< LibTorch's internal oneDNN operators: on CPUs, without a graph
};

/// [any] `onednn` where LibTorch has the operators and they agree with `plain` on a small example,
/// else `plain`.
Backend best_backend();

/// [any] What is used where it can be: best_backend() unless a `UseBackend` lives.
Backend backend();

/// For tests and benchmarks: another back end, in every thread, while this lives.
class UseBackend {
 public:
  /// Uses `backend` where it can be used.
  explicit UseBackend(Backend backend);
  ~UseBackend();
  UseBackend(const UseBackend&) = delete;
  UseBackend& operator=(const UseBackend&) = delete;

 private:
  Backend before_;
};

/// [any] Products of values [N, I] with a weight [O, I], to [N, O]; the bias [O] may be undefined.
/// Keeps the weight in the order that the back end likes while it does not change. Under autocast
/// it computes in the lower precision, as ATen would.
class Product {
 public:
  /// [N, O].
  at::Tensor linear(const at::Tensor& values, const at::Tensor& weight, const at::Tensor& bias);
  /// The same values with several weights of one shape, as one product where that is faster: a
  /// result for each.
  std::vector<at::Tensor> linears(const at::Tensor& values, at::TensorList weights,
                                  at::TensorList biases);
  at::Tensor linear_gelu(const at::Tensor& values, const at::Tensor& weight,
                         const at::Tensor& bias);  ///< exact GELU behind it
  /// residual + linear(...).
  at::Tensor linear_add(const at::Tensor& values, const at::Tensor& residual,
                        const at::Tensor& weight, const at::Tensor& bias);

  /// From now on the weights are always these, in the precision of now, and only used here: where
  /// the back end has an order of its own, they are brought into it and freed as they were given.
  /// They cannot be read any more.
  void prepare_for_inference(at::TensorList weights, at::TensorList biases);

 private:
  /// What a back end needs for one product: its own order of the weights, the biases, and the
  /// values in its type.
  struct Ready {
    at::Tensor values, weight, bias;
  };
  Ready ready(const at::Tensor& values, at::ScalarType type, at::TensorList weights,
              at::TensorList biases);

  Derived weight_, bias_;          // in fp32
  Derived low_weight_, low_bias_;  // in bf16
  at::Tensor prepared_weight_, prepared_bias_;
};

/// [any] A grouped convolution along the frames of one clip, followed by the exact GELU.
class ConvolutionGelu {
 public:
  /// Whether `run` can take these; otherwise use ATen.
  static bool usable(const at::Tensor& clip, at::TensorList parameters);
  /// clip [n, D], weight [D, D / groups, K], bias [D], K / 2 zeros beyond either end, to [n, D].
  at::Tensor run(const at::Tensor& clip, const at::Tensor& weight, const at::Tensor& bias,
                 std::int64_t groups);

 private:
  Derived weight_, low_weight_, low_bias_;
};

}  // namespace serhost::nn
