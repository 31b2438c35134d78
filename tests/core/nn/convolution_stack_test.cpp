// A long clip goes through the first two layers in stretches, to the same frames.
#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

#include <serhost/nn/convolution_stack.hpp>

namespace serhost::nn {
namespace {

/// `most` values of the first layer at once.
ConvolutionStackOptions options(std::int64_t most, bool affine = true) {
  return {.channels = {6, 5, 4},
          .kernels = {10, 8, 4},
          .strides = {5, 4, 2},
          .affine = affine,
          .most_values = most};
}

at::Tensor frames(const ConvolutionStackOptions& options, const at::Tensor& clip) {
  at::manual_seed(3);
  ConvolutionStack stack(options);
  const at::NoGradGuard off;
  for (auto& parameter : stack.parameters()) parameter.add_(at::randn(parameter.sizes()) * 0.1);
  Step step;
  return stack.forward(clip, step);
}

TEST(ConvolutionStack, GivesTheSameFramesInStretches) {
  for (const std::int64_t length : {1000, 1001, 1019, 1020, 2503}) {
    at::manual_seed(1);
    const auto clip = at::randn({1, length}) + 0.5;  // a mean that a careless variance would lose
    const auto whole = frames(options(1 << 20), clip);
    for (const std::int64_t most : {1, 300, 700, 1199}) {
      const auto parts = frames(options(most), clip);
      EXPECT_TRUE(at::allclose(parts, whole, 1e-5, 1e-6))
          << length << " samples, " << most
          << " values at once: " << (parts - whole).abs().max().item<double>();
    }
    EXPECT_TRUE(at::allclose(frames(options(300, false), clip),
                             frames(options(1 << 20, false), clip), 1e-5, 1e-6))
        << length;
  }
}

TEST(ConvolutionStack, KeepsTheGraphOfALongClipThatIsTrainedOn) {
  ConvolutionStack stack(options(1));
  Step step;
  EXPECT_TRUE(stack.forward(at::randn({1, 1000}), step).requires_grad());
}

}  // namespace
}  // namespace serhost::nn
