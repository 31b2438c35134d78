// With a graph a clip is convolved at a length that it shares with others; what it gives, and what
// its weights learn, is its own.
#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

#include <serhost/nn/feature_encoder.hpp>
#include <serhost/nn/positional_convolution.hpp>

#include "core/nn/tensors.hpp"

namespace serhost::nn {
namespace {

FeatureEncoderOptions small(ExtractorNorm norm) {
  return {.channels = {8, 6, 4},
          .kernels = {10, 3, 2},
          .strides = {5, 2, 2},
          .bias = true,
          .norm = norm};
}

/// The formula, on the clip as it is.
at::Tensor convolved(const FeatureEncoder& encoder, const at::Tensor& clip,
                     const FeatureEncoderOptions& options) {
  const auto parameters = encoder.named_parameters();
  auto x = clip.view({1, 1, -1});
  for (std::size_t i = 0; i < options.channels.size(); ++i) {
    const auto at = [&](const char* name) {
      return parameters["conv_layers." + std::to_string(i) + "." + name];
    };
    x = at::conv1d(x, at("conv.weight"), at("conv.bias"), options.strides[i]);
    if (options.norm == ExtractorNorm::layer)
      x = at::layer_norm(x.transpose(1, 2), {x.size(1)}, at("layer_norm.weight"),
                         at("layer_norm.bias"))
              .transpose(1, 2);
    else if (i == 0)
      x = at::group_norm(x, x.size(1), at("layer_norm.weight"), at("layer_norm.bias"));
    x = at::gelu(x);
  }
  return x.squeeze(0).transpose(0, 1);
}

class FeatureEncoders : public testing::TestWithParam<ExtractorNorm> {};
INSTANTIATE_TEST_SUITE_P(OfEachNorm, FeatureEncoders,
                         testing::Values(ExtractorNorm::group, ExtractorNorm::layer),
                         [](const auto& one) {
                           return one.param == ExtractorNorm::group ? "group" : "layer";
                         });

TEST_P(FeatureEncoders, GiveFramesAndGradientsOfTheClipAlone) {
  const auto options = small(GetParam());
  at::manual_seed(1);
  FeatureEncoder encoder(options);
  std::vector<std::int64_t> lengths;
  for (const std::int64_t frames : {1, 2, 15, 16, 17, 31, 32, 33}) {
    lengths.push_back(encoder.samples(frames));
    lengths.push_back(encoder.samples(frames + 1) - 1);  // as many frames, with samples left over
  }
  for (const auto length : lengths) {
    const auto clip = at::randn({length}) + 0.5, push = at::randn({encoder.frames(length), 4});
    std::vector<at::Tensor> gradients[2];
    at::Tensor out[2];
    for (const bool formula : {false, true}) {
      for (auto& parameter : encoder.parameters()) parameter.mutable_grad().reset();
      out[formula] = formula ? convolved(encoder, clip, options) : encoder.forward(clip);
      (out[formula] * push).sum().backward();
      for (const auto& parameter : encoder.parameters())
        gradients[formula].push_back(parameter.grad().clone());
    }
    ASSERT_EQ(out[0].sizes(), out[1].sizes()) << length;
    EXPECT_LT(largest(out[0] - out[1]), 1e-5) << length;
    for (std::size_t i = 0; i < gradients[0].size(); ++i)
      EXPECT_LT(largest(gradients[0][i] - gradients[1][i]), 1e-4) << length << ", parameter " << i;
    const at::NoGradGuard off;
    EXPECT_LT(largest(encoder.forward(clip) - out[1]), 1e-4) << length << " without a graph";
  }
}

TEST(WidePositions, WithAGraphAreThoseOfTheClipAlone) {
  at::manual_seed(2);
  const PositionOptions options{.kernel = 8, .groups = 2};
  WidePositions positions(6, options);
  Step step;
  for (const std::int64_t frames : {1, 5, 15, 16, 17, 40}) {
    const auto clip = at::randn({frames, 6});
    const auto parameters = positions.named_parameters();
    const auto v = parameters["conv.weight_v"], g = parameters["conv.weight_g"];
    const auto weight = v * (g / v.pow(2).sum(at::IntArrayRef({0, 1}), true).sqrt());
    const auto expected =
        at::gelu(at::conv1d(clip.t().unsqueeze(0), weight, parameters["conv.bias"], 1, 4, 1, 2))
            .squeeze(0)
            .narrow(1, 0, frames)
            .t();
    const auto got = positions.forward({clip, {frames}}, step);
    EXPECT_TRUE(got.requires_grad());
    EXPECT_LT(largest(got - expected), 1e-5) << frames;
  }
}

}  // namespace
}  // namespace serhost::nn
