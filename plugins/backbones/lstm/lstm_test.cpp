// The LSTM against its equations written out, its last states, and what every backbone promises.
#include <ATen/TensorOperators.h>
#include <ATen/autocast_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <serhost/testing.hpp>

namespace {

using serhost::testing::make_backbone;
using serhost::testing::noise;
using serhost::testing::step;
using Options = std::vector<std::string>;

const Options kSmall = {"width=8", "n_mfcc=13", "n_mels=26"};
Options small_with(Options more) {
  more.insert(more.begin(), kSmall.begin(), kSmall.end());
  return more;
}

double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

/// One clip [F, W] through one direction of one layer, from the equations.
at::Tensor by_hand(const at::Tensor& frames, const std::vector<at::Tensor>& weights) {
  auto h = frames.new_zeros({weights[1].size(1)}), c = h;
  std::vector<at::Tensor> out;
  for (std::int64_t t = 0; t < frames.size(0); ++t) {
    const auto gates =
        (at::linear(frames[t], weights[0], weights[2]) + at::linear(h, weights[1], weights[3]))
            .chunk(4);
    c = at::sigmoid(gates[1]) * c + at::sigmoid(gates[0]) * at::tanh(gates[2]);
    h = at::sigmoid(gates[3]) * at::tanh(c);
    out.push_back(h);
  }
  return at::stack(out);
}

std::vector<at::Tensor> layer(const serhost::Backbone& backbone, const std::string& name) {
  const auto parameters = backbone.named_parameters();
  return {parameters[name + ".weight_ih_l0"], parameters[name + ".weight_hh_l0"],
          parameters[name + ".bias_ih_l0"], parameters[name + ".bias_hh_l0"]};
}

}  // namespace

TEST(Lstm, KeepsWhatEveryBackbonePromises) {
  for (const Options& more : {Options{},
                              {"bidirectional=true"},
                              {"front_end=log_mel", "stack=3"},
                              {"deltas=2", "num_layers=1", "normalize=none"},
                              {"hop=320"}}) {
    const auto backbone = make_backbone("lstm", small_with(more));
    serhost::testing::expect_conforms(*backbone);
  }
}

TEST(Lstm, GivesAClipTheSameFramesInAnyCompany) {
  const auto backbone =
      make_backbone("lstm", small_with({"bidirectional=true", "deltas=2", "stack=2"}));
  backbone->eval();
  auto now = step();
  std::mt19937 random(1);
  std::vector<std::int64_t> lengths = {560};  // the shortest: two frames of 400 samples, 160 apart
  while (lengths.size() < 6) lengths.push_back(560 + static_cast<std::int64_t>(random() % 12000));
  const auto batch = noise(lengths);
  const auto together = backbone->forward(batch, now);
  for (std::int64_t clip = 0; clip < 6; ++clip) {
    const auto length = lengths[static_cast<std::size_t>(clip)];
    const auto alone =
        backbone->forward({.values = batch.values.narrow(0, clip, 1).narrow(1, 0, length),
                           .lengths = at::tensor({length}, at::kLong)},
                          now);
    ASSERT_EQ(alone.values.size(1), backbone->frames(length));
    EXPECT_LT(largest(alone.values[0] - together.values[clip].narrow(0, 0, alone.values.size(1))),
              1e-5)
        << length;
    EXPECT_LT(largest(alone.summary[0] - together.summary[clip]), 1e-5) << length;
  }
}

TEST(Lstm, FollowsTheEquationsInBothDirections) {
  const auto backbone = make_backbone("lstm", small_with({"bidirectional=true"}));
  backbone->eval();
  auto& staged = dynamic_cast<serhost::Staged&>(*backbone);
  auto now = step();
  const auto features = staged.run_stage(0, noise({5000, 2400}), now);
  const auto out = staged.run_stage(1, features, now);
  for (std::int64_t clip = 0; clip < 2; ++clip) {
    const auto frames = features.lengths[clip].item<std::int64_t>();
    auto x = features.values[clip].narrow(0, 0, frames);
    for (const auto* name : {"layer_0", "layer_1"}) {
      const auto back =
          by_hand(x.flip(0), layer(*backbone, std::string(name) + "_reverse")).flip(0);
      x = at::cat({by_hand(x, layer(*backbone, name)), back}, 1);
    }
    EXPECT_LT(largest(out.values[clip].narrow(0, 0, frames) - x), 1e-5);
    EXPECT_LT(
        largest(out.summary[clip] - at::cat({x[frames - 1].narrow(0, 0, 8), x[0].narrow(0, 8, 8)})),
        1e-5);
  }
}

TEST(Lstm, CountsStackedFrames) {
  const auto backbone = make_backbone("lstm", small_with({"stack=3"}));
  EXPECT_EQ(backbone->input().shortest, 720);  // 400 + 2 * 160: three frames
  EXPECT_EQ(backbone->frames(719), 0);
  EXPECT_EQ(backbone->frames(720), 1);
  EXPECT_EQ(backbone->frames(16000), 32);  // 98 frames are 32 threes and two that are dropped
}

TEST(Lstm, HasAFrontEndThatIsAStageWithoutParameters) {
  const auto backbone = make_backbone("lstm", kSmall);
  const auto& staged = dynamic_cast<const serhost::Staged&>(*backbone);
  EXPECT_TRUE(staged.stage_parameters(0).empty());
  EXPECT_EQ(staged.stage_parameters(1).size(), backbone->parameters().size());
  EXPECT_TRUE(backbone->buffers().empty());
}

TEST(Lstm, GivesEveryParameterAGradientAlsoInEvaluation) {
  for (const bool training : {true, false}) {
    const auto backbone = make_backbone("lstm", small_with({"bidirectional=true"}));
    backbone->train(training);
    auto now = step(training);
    backbone->forward(noise({4000, 3000}), now).values.sum().backward();
    for (const auto& item : backbone->named_parameters()) {
      ASSERT_TRUE(item.value().grad().defined()) << item.key();
      EXPECT_GT(largest(item.value().grad()), 0.0) << item.key();
    }
  }
}

TEST(Lstm, HasGradientsThatPaddingDoesNotChange) {
  std::map<bool, std::vector<at::Tensor>> gradients;
  for (const bool padded : {false, true}) {
    const auto backbone = make_backbone("lstm", small_with({"bidirectional=true", "dropout=0"}));
    auto now = step(true);
    const auto out = backbone->forward(padded ? noise({3000, 9000}) : noise({3000}), now);
    out.values[0].narrow(0, 0, backbone->frames(3000)).square().sum().backward();
    for (const auto& parameter : backbone->parameters())
      gradients[padded].push_back(parameter.grad());
  }
  for (std::size_t i = 0; i < gradients[false].size(); ++i)
    EXPECT_LT(largest(gradients[false][i] - gradients[true][i]), 1e-5);
}

TEST(Lstm, DropsBetweenLayersFromTheStreamOfTheStep) {
  const auto backbone = make_backbone("lstm", small_with({"dropout=0.5"}));
  auto first = step(true, 1), again = step(true, 1), other = step(true, 2);
  const auto values = backbone->forward(noise({4000}), first).values;
  EXPECT_TRUE(at::equal(values, backbone->forward(noise({4000}), again).values));
  EXPECT_FALSE(at::equal(values, backbone->forward(noise({4000}), other).values));
}

TEST(Lstm, RunsUnderAutocastWithAFrontEndInSinglePrecision) {
  const auto backbone = make_backbone("lstm", kSmall);
  auto now = step();
  const auto exact = backbone->forward(noise({6000, 4000}), now);
  at::autocast::set_autocast_enabled(at::kCPU, true);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  const auto lowered = backbone->forward(noise({6000, 4000}), now);
  const auto features =
      dynamic_cast<serhost::Staged&>(*backbone).run_stage(0, noise({6000, 4000}), now);
  at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(at::kCPU, false);
  EXPECT_TRUE(at::equal(
      features.values,
      dynamic_cast<serhost::Staged&>(*backbone).run_stage(0, noise({6000, 4000}), now).values));
  EXPECT_EQ(lowered.values.scalar_type(), at::kFloat);
  EXPECT_LT(largest(lowered.values - exact.values), 0.02);  // outputs are below 1; bf16 has 8 bits
  lowered.values.sum().backward();
  for (const auto& item : backbone->named_parameters())
    EXPECT_TRUE(item.value().grad().defined()) << item.key();
}

TEST(Lstm, RefusesMoreCoefficientsThanBands) {
  EXPECT_ANY_THROW(make_backbone("lstm", {"n_mfcc=41", "n_mels=40"}));
}
