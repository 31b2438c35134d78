// vq-wav2vec as a plugin: published sizes of both quantizers, and choices in training. Its numbers
// are tested in tests/golden/wav2vec.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/pow.h>
#include <gtest/gtest.h>

#include <serhost/testing.hpp>

#include "quantizer.hpp"

namespace {

using serhost::testing::make_backbone;
using serhost::testing::step;
using vq_wav2vec::QuantizerOptions;

// 512 -> 512 channels for 12 steps, and a bias: the head of the training objective, not of the
// encoder.
constexpr std::int64_t kHead = 512 * 512 * 12 + 512;

std::int64_t parameters(const std::vector<std::string>& options) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("vq_wav2vec", options)->parameters())
    count += parameter.numel();
  return count;
}

/// Whether `part` [d] is one of `words` [V, d].
bool is_a_codeword(const at::Tensor& part, const at::Tensor& words) {
  return ((part.unsqueeze(0) - words).abs().amax(1) < 1e-6).any().item<bool>();
}

}  // namespace

TEST(VqWav2vec, HasTheParametersOfThePublishedModels) {
  EXPECT_EQ(parameters({}) + kHead, 34145408);
  EXPECT_EQ(parameters({"combine_groups=true"}) + kHead, 34063488);
  EXPECT_EQ(parameters({"quantizer=kmeans", "combine_groups=true"}) + kHead, 33014272);
  EXPECT_EQ(parameters({"quantizer=kmeans"}) + kHead, 33096192);
}

TEST(GumbelQuantizer, DrawsCodewordsInTrainingAndTakesTheLikeliestElse) {
  const QuantizerOptions options{.width = 6, .groups = 2, .codes = 4, .start = 2.0};
  vq_wav2vec::GumbelQuantizer quantizer(options);
  const auto frames = serhost::testing::random_frames({50}, 6).values[0];
  const serhost::nn::Packed packed{frames, {50}};
  auto evaluation = step();
  const auto chosen = quantizer.forward(packed, evaluation);
  EXPECT_TRUE(at::equal(chosen, quantizer.forward(packed, evaluation)));
  auto training = step(true);
  const auto drawn = quantizer.forward(packed, training),
             again = quantizer.forward(packed, training);
  EXPECT_FALSE(at::equal(drawn, again)) << "the noise is drawn anew";
  const auto words = quantizer.named_parameters()["vars"].squeeze(0).narrow(0, 0, 4);
  for (int frame = 0; frame < 50; ++frame)
    EXPECT_TRUE(is_a_codeword(drawn[frame].narrow(0, 0, 3), words)) << frame;
}

TEST(GumbelQuantizer, CoolsTowardsItsLeast) {
  // The softmax of the noisy logits steepens as the temperature falls, until it is the choice
  // itself and passes no gradient.
  QuantizerOptions options{
      .width = 1, .groups = 1, .codes = 2, .start = 2.0, .end = 1e-6, .decay = 0.5};
  vq_wav2vec::GumbelQuantizer quantizer(options);
  const auto frames = serhost::testing::random_frames({200}, 1).values[0];
  const auto gradient_at = [&](std::int64_t update) {
    quantizer.zero_grad();
    auto now = step(true);
    now.update = update;
    quantizer.forward({frames, {200}}, now).sum().backward();
    return quantizer.named_parameters()["weight_proj.1.bias"].grad().abs().max().item().toDouble();
  };
  EXPECT_GT(gradient_at(0), 0.1);
  EXPECT_EQ(gradient_at(30), 0.0) << "2 * 0.5^30 is below the least, 0.000001";
}

TEST(KmeansQuantizer, PassesTheGradientByTheChoice) {
  const QuantizerOptions options{.kind = "kmeans", .width = 4, .groups = 2, .codes = 3};
  vq_wav2vec::KmeansQuantizer quantizer(options);
  const auto frames = serhost::testing::random_frames({9}, 4).values[0].requires_grad_();
  auto now = step(true);
  const auto out = quantizer.forward({frames, {9}}, now);
  const auto words = quantizer.named_parameters()["embedding"].select(1, 0);
  for (int frame = 0; frame < 9; ++frame)
    EXPECT_TRUE(is_a_codeword(out[frame].narrow(0, 0, 2), words)) << frame;
  out.pow(2).sum().backward();
  EXPECT_TRUE(frames.grad().defined());
  EXPECT_GT(
      quantizer.named_parameters()["projection.0.weight"].grad().abs().max().item().toDouble(),
      0.0);
}
