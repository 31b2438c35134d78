// What every backbone promises: above all that a clip's frames do not depend on its company nor on how far it is padded.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include <serhost/testing.hpp>

namespace serhost::testing {
namespace {

constexpr double kTolerance = 1e-5;  // relative to the largest value of a clip's frames, or absolute below 1

Sequence input_for(const Backbone& backbone, const std::vector<std::int64_t>& lengths) {
  const auto input = backbone.input();
  return input.waveform ? noise(lengths) : random_frames(lengths, input.width > 0 ? input.width : 8);
}

/// The clip at `index` alone, without padding.
Sequence alone(const Sequence& batch, std::int64_t index) {
  Sequence one;
  const auto length = batch.lengths[index].item().toLong();
  one.values = batch.values.narrow(0, index, 1).narrow(1, 0, length).contiguous();
  one.lengths = batch.lengths.narrow(0, index, 1);
  return one;
}

Sequence padded_further(Sequence batch, std::int64_t by) {
  auto shape = batch.values.sizes().vec();
  shape[1] = by;
  batch.values = at::cat({batch.values, at::zeros(shape, batch.values.options())}, 1);
  return batch;
}

Sequence forward(Backbone& backbone, const Sequence& input) {
  auto where = step();
  return backbone.forward(input, where);
}

void expect_same_clip(const Sequence& a, std::int64_t in_a, const Sequence& b, std::int64_t in_b, const std::string& what) {
  const auto frames = a.lengths[in_a].item().toLong();
  ASSERT_EQ(frames, b.lengths[in_b].item().toLong()) << what;
  const auto left = a.values[in_a].narrow(0, 0, frames);
  const auto right = b.values[in_b].narrow(0, 0, frames);
  const double scale = std::max(1.0, left.abs().max().item().toDouble());
  EXPECT_LT((left - right).abs().max().item().toDouble(), kTolerance * scale) << what;
  if (a.summary.defined() && b.summary.defined()) {
    EXPECT_LT((a.summary[in_a] - b.summary[in_b]).abs().max().item().toDouble(), kTolerance * scale) << what << " (summary)";
  }
}

void expect_shapes(const Backbone& backbone, const std::vector<std::int64_t>& lengths, const Sequence& out) {
  ASSERT_EQ(out.values.dim(), 3) << "frames are [B, F, W]";
  EXPECT_EQ(out.values.size(0), static_cast<std::int64_t>(lengths.size()));
  EXPECT_EQ(out.values.size(2), backbone.width());
  ASSERT_TRUE(out.lengths.device().is_cpu() && out.lengths.scalar_type() == at::kLong) << "lengths are int64, on the CPU";
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto valid = out.lengths[static_cast<std::int64_t>(i)].item().toLong();
    EXPECT_EQ(valid, backbone.frames(lengths[i])) << "frames(" << lengths[i] << ")";
    ASSERT_LE(valid, out.values.size(1));
    EXPECT_TRUE(at::isfinite(out.values[static_cast<std::int64_t>(i)].narrow(0, 0, valid)).all().item().toBool());
  }
}

void expect_abilities(Backbone& backbone, const Sequence& batch, const Sequence& out) {
  const auto clips = batch.values.size(0);
  if (auto* const layerwise = dynamic_cast<Layerwise*>(&backbone)) {
    auto where = step();
    EXPECT_EQ(static_cast<std::int64_t>(layerwise->run_layers(batch, where).size()), layerwise->layers());
  }
  if (auto* const staged = dynamic_cast<Staged*>(&backbone)) {
    auto through = batch;
    for (std::size_t i = 0; i < staged->stages().size(); ++i) {
      auto where = step();
      through = staged->run_stage(i, through, where);
    }
    for (std::int64_t i = 0; i < clips; ++i) expect_same_clip(out, i, through, i, "all stages in order against forward");
  }
}

void expect_gradient(Backbone& backbone, const Sequence& batch) {
  const auto parameters = backbone.parameters();
  if (std::none_of(parameters.begin(), parameters.end(), [](const auto& p) { return p.requires_grad(); })) return;
  backbone.train();
  auto where = step(/*training=*/true);
  const auto total = backbone.forward(batch, where).values.square().sum();
  ASSERT_TRUE(total.requires_grad()) << "no gradient reaches the parameters";
  total.backward();
  const bool reached = std::any_of(parameters.begin(), parameters.end(), [](const auto& p) {
    return p.grad().defined() && p.grad().abs().max().item().toDouble() > 0.0;
  });
  EXPECT_TRUE(reached) << "no gradient reaches the parameters";
  for (const auto& parameter : parameters) {
    if (parameter.grad().defined()) {
      EXPECT_TRUE(at::isfinite(parameter.grad()).all().item().toBool());
    }
  }
  backbone.eval();
}

}  // namespace

void expect_conforms(Backbone& backbone) {
  backbone.eval();
  const auto input = backbone.input();
  const auto shortest = std::max<std::int64_t>(input.shortest, 1);
  EXPECT_GE(backbone.frames(shortest), 1) << "the shortest clip gives a frame";
  const std::int64_t unit = input.waveform ? input.sample_rate / 5 : 20;
  const std::vector<std::int64_t> lengths = {shortest, shortest + unit + unit / 3, shortest + 2 * unit};
  const auto batch = input_for(backbone, lengths);
  {
    const at::NoGradGuard off;
    const auto out = forward(backbone, batch);
    expect_shapes(backbone, lengths, out);
    if (::testing::Test::HasFatalFailure()) return;
    const auto again = forward(backbone, batch);
    const auto further = forward(backbone, padded_further(batch, unit));
    for (std::int64_t i = 0; i < batch.values.size(0); ++i) {
      const auto which = "clip " + std::to_string(i) + " of " + std::to_string(lengths[static_cast<std::size_t>(i)]);
      expect_same_clip(out, i, again, i, which + ", called twice");
      expect_same_clip(out, i, further, i, which + ", padded further");
      expect_same_clip(out, i, forward(backbone, alone(batch, i)), 0, which + ", alone");
    }
    expect_abilities(backbone, batch, out);
  }
  expect_gradient(backbone, batch);
}

}  // namespace serhost::testing
