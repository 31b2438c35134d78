// Handles to the operators and the trial that decides whether they are used.
#include "onednn.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/rand.h>

#include <exception>
#include <serhost/nn/precision.hpp>
#include <string>

namespace serhost::nn::onednn {
namespace {

using Scalars = c10::List<std::optional<at::Scalar>>;
using Bias = std::optional<at::Tensor>;
using Text = std::optional<c10::string_view>;
using Linear = at::Tensor(const at::Tensor&, const at::Tensor&, const Bias&, c10::string_view,
                          Scalars, Text);
using LinearBinary = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&,
                                const Bias&, c10::string_view);
using Reorder = at::Tensor(const at::Tensor&, std::optional<std::int64_t>);
using Convolution = at::Tensor(const at::Tensor&, const at::Tensor&, const Bias&, at::IntArrayRef,
                               at::IntArrayRef, at::IntArrayRef, std::int64_t, c10::string_view,
                               Scalars, Text);

constexpr std::int64_t kRows =
    256;  // the number of rows that the order of a packed weight is chosen for

struct Operators {
  c10::TypedOperatorHandle<Linear> linear;
  c10::TypedOperatorHandle<LinearBinary> binary;
  c10::TypedOperatorHandle<Reorder> reorder;
  c10::TypedOperatorHandle<Convolution> convolution;
};

template <class Signature>
c10::TypedOperatorHandle<Signature> find(const char* name, const char* overload) {
  // `typed` throws where the signature is another.
  return c10::Dispatcher::singleton().findSchemaOrThrow(name, overload).typed<Signature>();
}

const Operators* operators() {
  static const std::optional<Operators> found = []() -> std::optional<Operators> {
    if (!at::globalContext().hasMKLDNN() || !at::globalContext().userEnabledMkldnn())
      return std::nullopt;
    try {
      return Operators{find<Linear>("mkldnn::_linear_pointwise", ""),
                       find<LinearBinary>("mkldnn::_linear_pointwise", "binary"),
                       find<Reorder>("mkldnn::_reorder_linear_weight", ""),
                       find<Convolution>("mkldnn::_convolution_pointwise", "")};
    } catch (const std::exception&) { return std::nullopt; }
  }();
  return found ? &*found : nullptr;
}

Bias optional(const at::Tensor& bias) { return bias.defined() ? Bias(bias) : std::nullopt; }

bool near(const at::Tensor& got, const at::Tensor& expected, double tolerance) {
  return got.sizes() == expected.sizes() &&
         (got.to(at::kFloat) - expected).abs().max().item<double>() < tolerance;
}

/// Small products of every kind against ATen's in fp32.
bool right(at::ScalarType type) {
  if (operators() == nullptr) return false;
  const at::NoGradGuard off;
  const NoAutocast plain;
  const auto generator = at::detail::createCPUGenerator(1);
  const auto random = [&](at::IntArrayRef shape) {
    return at::rand(shape, generator, at::kFloat).sub_(0.5).to(type);
  };
  const double tolerance = type == at::kFloat ? 1e-5 : 2e-2;
  try {
    const auto x = random({37, 48}), w = random({64, 48}), b = random({64}), r = random({37, 64});
    const auto expected = at::linear(x.to(at::kFloat), w.to(at::kFloat), b.to(at::kFloat));
    const auto packed = pack(w);
    const auto clip = random({40, 32}), kernel = random({32, 8, 6}), offset = random({32});
    const auto convolved =
        at::gelu(at::conv1d(clip.to(at::kFloat).t().unsqueeze(0), kernel.to(at::kFloat),
                            offset.to(at::kFloat), 1, 3, 1, 4))
            .squeeze(0)
            .t();
    return near(linear(x, packed, b, false), expected, tolerance) &&
           near(linear(x, packed, b, true), at::gelu(expected), tolerance) &&
           near(linear(x, packed, {}, false), expected - b.to(at::kFloat), tolerance) &&
           near(linear_add(x, r, packed, b), expected + r.to(at::kFloat), tolerance) &&
           near(convolution_gelu(clip, kernel.unsqueeze(2), offset, 3, 4), convolved, tolerance);
  } catch (const std::exception&) { return false; }
}

}  // namespace

bool usable(at::ScalarType type) {
  static const bool fp32 = right(at::kFloat);
  if (type == at::kFloat) return fp32;
  static const bool bf16 = fp32 && right(at::kBFloat16);
  return type == at::kBFloat16 && bf16;
}

at::Tensor pack(const at::Tensor& weight) { return operators()->reorder.call(weight, kRows); }

at::Tensor linear(const at::Tensor& values, const at::Tensor& packed, const at::Tensor& bias,
                  bool gelu) {
  return operators()->linear.call(values, packed, optional(bias), gelu ? "gelu" : "none", Scalars(),
                                  gelu ? Text("none") : Text(""));
}

at::Tensor linear_add(const at::Tensor& values, const at::Tensor& residual,
                      const at::Tensor& packed, const at::Tensor& bias) {
  return operators()->binary.call(values, residual, packed, optional(bias), "add");
}

at::Tensor convolution_gelu(const at::Tensor& clip, const at::Tensor& weight,
                            const at::Tensor& bias, std::int64_t padding, std::int64_t groups) {
  const auto frames = clip.size(0), width = clip.size(1);
  const auto image = clip.contiguous().as_strided({1, width, 1, frames},
                                                  {width * frames, 1, width * frames, width});
  const auto out =
      operators()->convolution.call(image, weight, optional(bias), {0, padding}, {1, 1}, {1, 1},
                                    groups, "gelu", Scalars(), Text("none"));
  return out.squeeze(2).squeeze(0).t().contiguous();
}

}  // namespace serhost::nn::onednn
