// What a backbone learns and keeps: gradients reach every weight, the same numbers come twice, and
// a checkpoint holds all there is.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "testing/backbone_checks.hpp"
#include "testing/replay.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace {

/// The sum of squares of all valid frames and summaries: something to go down.
at::Tensor goal(const Sequence& out) {
  auto total = out.summary.defined() ? out.summary.square().sum() : out.values.new_zeros({});
  for (std::int64_t i = 0; i < out.lengths.size(0); ++i)
    total = total + out.values[i].narrow(0, 0, out.lengths[i].item().toLong()).square().sum();
  return total;
}

/// As the host does it: the default generator is seeded before each batch, for the dropout of
/// torch's own layers.
Sequence forward_in_training(Backbone& backbone, std::uint64_t seed, std::int64_t update) {
  auto where = step_of(true, 1000 + seed);
  where.update = update;
  seed_default_generator(seed);
  const auto lengths = varied_lengths(backbone, 4);
  return backbone.forward(
      clips(backbone.input(), lengths, {seed * 10, seed * 10 + 1, seed * 10 + 2, seed * 10 + 3}),
      where);
}

Replay train(Backbone& backbone, std::int64_t first, std::int64_t count) {
  backbone.train();
  Replay replay;
  for (auto update = first; update < first + count; ++update) {
    const auto out = forward_in_training(backbone, static_cast<std::uint64_t>(update), update);
    const auto total = goal(out);
    replay.emplace_back("the frames of step " + std::to_string(update + 1),
                        out.values.detach().clone());
    if (!total.requires_grad()) continue;
    total.backward();
    // Steps of one size, so that weights of any scale move and stay finite.
    for (auto& parameter : backbone.parameters()) {
      if (parameter.grad().defined())
        parameter.mutable_grad() = parameter.grad() / (parameter.grad().norm() + 1.0);
    }
    descend(backbone, 0.01);
  }
  backbone.eval();
  return replay;
}

Replay evaluated(Backbone& backbone) {
  const auto out = evaluate(backbone, clips(backbone.input(), varied_lengths(backbone, 4)));
  Replay replay = {{"the frames", out.values.clone()}, {"the lengths", out.lengths.clone()}};
  if (out.summary.defined()) replay.emplace_back("the summary", out.summary.clone());
  return replay;
}

void gradients(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  std::set<std::string> waiting;
  for (const auto& item : backbone->named_parameters()) {
    if (item.value().requires_grad()) waiting.insert(item.key());
  }
  if (waiting.empty()) verdict.skip("the backbone has no trainable parameter");
  backbone->train();
  for (std::uint64_t seed = 1; seed <= 3 && !waiting.empty();
       ++seed) {  // a unit behind a ReLU may rest for one batch
    backbone->zero_grad();
    const auto total = goal(forward_in_training(*backbone, seed, 0));
    if (!total.requires_grad()) break;
    total.backward();
    for (const auto& item : backbone->named_parameters()) {
      const auto& gradient = item.value().grad();
      if (!gradient.defined()) continue;
      verdict.expect(at::isfinite(gradient).all().item().toBool(),
                     "the gradient of parameter '" + item.key() + "' is not finite (batch " +
                         std::to_string(seed) + ")");
      if (gradient.abs().max().item().toDouble() > 0.0) waiting.erase(item.key());
    }
  }
  backbone->zero_grad();
  backbone->eval();
  if (waiting.empty()) return;
  std::vector<std::string> named(waiting.begin(), waiting.end());
  const auto count = named.size();
  named.resize(std::min<std::size_t>(named.size(), 5));
  verdict.fail("no gradient reaches " + count_of(count, "trainable parameter") + ": " +
               join(named, ", ") + (count > 5 ? ", ..." : ""));
}

void repeated(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto once = evaluated(*backbone);
  expect_same_bits(verdict, once, evaluated(*backbone), "evaluated twice");
  evaluate(*backbone, clips(backbone->input(), varied_lengths(*backbone, 3), {7, 8, 9}));
  expect_same_bits(verdict, once, evaluated(*backbone), "evaluated again after other clips");
}

void same_seed(Verdict& verdict, const BackboneCase& one) {
  if (!one.fresh) verdict.skip("needs two instances, made by name");
  const auto first = fitted(one), second = fitted(one);
  expect_same_bits(verdict, evaluated(*first), evaluated(*second),
                   "two instances with the same seed");
  expect_same_bits(verdict, train(*first, 0, 3), train(*second, 0, 3),
                   "two instances trained with the same random numbers");
}

void checkpoint(Verdict& verdict, const BackboneCase& one) {
  if (!one.fresh) verdict.skip("needs another instance, made by name");
  const auto old = fitted(one);
  train(*old, 0, 2);
  const auto resumed = one.make();
  carry_state(*old, *resumed);
  const std::string what = "after save and load into a fresh instance";
  expect_same_bits(verdict, evaluated(*old), evaluated(*resumed), what);
  expect_same_bits(verdict, train(*old, 2, 2), train(*resumed, 2, 2), what + ", going on");
}

void switches(Verdict& verdict, const BackboneCase& one) {
  const TorchGlobalState before;
  const auto backbone = fitted(one);
  evaluated(*backbone);
  {
    const at::AutoGradMode graph(true);
    backbone->train();
    goal(forward_in_training(*backbone, 1, 0));
    backbone->eval();
  }
  before.expect_same(verdict);
  verdict.expect(!draws_from_default_generator([&] { evaluated(*backbone); }),
                 "in evaluation LibTorch's default generator was drawn from, or seeded");
}

void gpu(Verdict& verdict, const BackboneCase& one) {
  if (!gpu_is_there()) verdict.skip("no GPU is visible to this process");
  if (!one.fresh) verdict.skip("needs two instances, made by name");
  const auto here = fitted(one), there = fitted(one);
  there->to(at::kCUDA);
  auto batch = clips(here->input(), varied_lengths(*here, 4));
  const auto a = evaluate(*here, batch);
  batch.values = batch.values.to(at::kCUDA);
  auto b = evaluate(*there, batch);
  verdict.expect(b.lengths.is_cpu(), "lengths are not on the CPU");
  const auto differs = (a.values - b.values.to(at::kCPU)).abs().max().item().toDouble();
  verdict.expect(differs <= 1e-3 * std::max(1.0, a.values.abs().max().item().toDouble()),
                 "frames differ by " + brief(differs) + " between CPU and GPU");
}

}  // namespace

void add_state_checks(BackboneChecks& all, const BackboneCase& one) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const BackboneCase&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, one); }});
  };
  add("gradients",
      "a weight without a gradient is trained in name only: use it in forward, or "
      "set_requires_grad(false); look for detach() "
      "and NoGradGuard",
      gradients);
  add("evaluated twice",
      "in evaluation nothing is drawn and nothing remembered: dropout only where step.training, no "
      "running figures",
      repeated);
  add("same seed",
      "draw from step.random alone in forward, and initial weights from LibTorch's default "
      "generator, which the host has seeded",
      same_seed);
  add("checkpoint",
      "register every weight and every tensor that changes (register_parameter, register_buffer, "
      "register_module); plain members "
      "are not saved",
      checkpoint);
  add("global switches",
      "leave LibTorch's global settings and its generator alone; use guards (torch::NoGradGuard) "
      "and step.random",
      switches);
  add("CPU and GPU",
      "make tensors with x.new_zeros or .to(x), register constants as buffers, and keep lengths on "
      "the CPU",
      gpu);
}

std::vector<Check> checks_of(const BackboneCase& one) {
  std::vector<Check> all;
  add_frame_checks(all, one);
  add_batch_invariance_checks(all, one);
  add_ability_checks(all, one);
  add_state_checks(all, one);
  return all;
}

}  // namespace serhost::conformance
