// What a loss carries from call to call: nothing but its parameters and buffers, which a checkpoint
// keeps, and random numbers from nowhere but the step's own stream.
#include <ATen/ops/isfinite.h>
#include <torch/nn/module.h>

#include <algorithm>

#include "testing/loss_checks.hpp"
#include "testing/replay.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace {

/// `count` training steps from the `first` on: values, gradients of what the model gave, and then
/// the loss's own parameters move.
Replay train(Loss& loss, const LossSetting& setting, std::int64_t first, std::int64_t count) {
  Replay replay;
  for (auto update = first; update < first + count; ++update) {
    auto batch = random_batch(setting, 100 + static_cast<std::uint64_t>(update));
    for (const auto& [name, leaf] : leaves(setting.needs))
      (batch.view.*leaf).set_requires_grad(true);
    auto where = step_of(true, 1000 + static_cast<std::uint64_t>(update));
    where.update = update;
    seed_default_generator(7);
    const auto values = loss.forward(batch.view, batch.targets, where);
    const auto name = "step " + std::to_string(update + 1);
    replay.emplace_back("the value in " + name, values.detach().clone());
    if (!values.requires_grad()) continue;
    values.mean().backward();
    for (const auto& [leaf_name, leaf] : leaves(setting.needs)) {
      const auto& gradient = (batch.view.*leaf).grad();
      if (gradient.defined())
        replay.emplace_back("the gradient of " + leaf_name + " in " + name, gradient.clone());
    }
    if (auto* const module = module_of(loss)) descend(*module);
  }
  return replay;
}

Replay evaluate(Loss& loss, const LossSetting& setting) {
  const auto batch = random_batch(setting, 50);
  auto* const module = module_of(loss);
  if (module != nullptr) module->eval();
  Replay replay = {{"the value in evaluation", forward(loss, batch, false).detach().clone()},
                   {"the scores", loss.scores(batch.view).detach().clone()}};
  if (module != nullptr) module->train();
  return replay;
}

void repeated(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  const auto once = evaluate(*loss, setting);
  expect_same_bits(verdict, once, evaluate(*loss, setting), "evaluated twice");
  forward(*loss, random_batch(setting, 12), false);
  expect_same_bits(verdict, once, evaluate(*loss, setting), "evaluated again after another batch");
}

void same_seed(Verdict& verdict, const LossSetting& setting) {
  if (!setting.one.fresh) verdict.skip("needs two instances, made by name");
  const auto first = setting.make(), second = setting.make();
  expect_same_bits(verdict, train(*first, setting, 0, 3), train(*second, setting, 0, 3),
                   "two instances with the same seed");
}

void random_numbers(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  const auto batch = random_batch(setting, 11);
  verdict.expect(!draws_from_default_generator([&] {
    forward(*loss, batch);
    forward(*loss, batch, false);
    loss->scores(batch.view);
  }),
                 "LibTorch's default generator was drawn from, or seeded");
}

/// What a run that was stopped and resumed sees: a fresh instance with the state of the old one.
void checkpoint(Verdict& verdict, const LossSetting& setting) {
  if (!setting.one.fresh) verdict.skip("needs another instance, made by name");
  const auto old = setting.make();
  train(*old, setting, 0, 3);
  const auto resumed = setting.make();
  if (auto* const module = module_of(*old)) carry_state(*module, *module_of(*resumed));
  const std::string what = module_of(*old) ? "after save and load into a fresh instance"
                                           : "in a fresh instance (this loss is no "
                                             "torch::nn::Module, so that nothing of it is saved)";
  expect_same_bits(verdict, evaluate(*old, setting), evaluate(*resumed, setting), what);
  expect_same_bits(verdict, train(*old, setting, 3, 2), train(*resumed, setting, 3, 2),
                   what + ", going on");
}

void switches(Verdict& verdict, const LossSetting& setting) {
  const TorchGlobalState before;
  const auto loss = setting.make();
  train(*loss, setting, 0, 1);
  evaluate(*loss, setting);
  before.expect_same(verdict);
}

void gpu(Verdict& verdict, const LossSetting& setting) {
  if (!gpu_is_there()) verdict.skip("no GPU is visible to this process");
  if (!setting.one.fresh) verdict.skip("needs two instances, made by name");
  const auto here = setting.make(), there = setting.make();
  if (auto* const module = module_of(*there)) module->to(at::kCUDA);
  auto batch = random_batch(setting, 11), moved = batch;
  for (const auto& leaf : {&View::output, &View::embedding, &View::frames}) {
    if ((batch.view.*leaf).defined()) moved.view.*leaf = (batch.view.*leaf).to(at::kCUDA);
  }
  for (const auto& target :
       {&Targets::label, &Targets::soft, &Targets::dimensions, &Targets::units, &Targets::weight,
        &Targets::speaker, &Targets::corpus, &Targets::multi_hot}) {
    if ((batch.targets.*target).defined())
      moved.targets.*target = (batch.targets.*target).to(at::kCUDA);
  }
  for (const auto& [name, leaf] : leaves(setting.needs)) {
    (batch.view.*leaf).set_requires_grad(true);
    moved.view.*leaf = (moved.view.*leaf).detach().requires_grad_(true);
  }
  const auto compare = [&](const at::Tensor& a, const at::Tensor& b, const std::string& what) {
    const auto differs = distance(a, b.to(at::kCPU));
    verdict.expect(differs <= 1e-4 * std::max(1.0, a.detach().abs().max().item().toDouble()),
                   what + " differs by " + brief(differs) + " between CPU and GPU");
  };
  const auto a = forward(*here, batch), b = forward(*there, moved);
  compare(a, b, "the value");
  a.sum().backward();
  b.sum().backward();
  for (const auto& [name, leaf] : leaves(setting.needs)) {
    const auto& left = (batch.view.*leaf).grad();
    const auto& right = (moved.view.*leaf).grad();
    if (left.defined() && right.defined()) compare(left, right, "the gradient of " + name);
  }
}

}  // namespace

void add_state_checks(LossChecks& all, const LossSetting& setting) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const LossSetting&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, setting); }});
  };
  add("evaluated twice",
      "in evaluation nothing is drawn and nothing remembered: look for members that forward "
      "changes, and for dropout without "
      "step.training",
      repeated);
  add("same seed",
      "draw from step.random alone, and iterate over nothing whose order is not fixed (pointers, "
      "unordered maps)",
      same_seed);
  add("random numbers",
      "draw from step.random (torch::rand({n}, step.random)), never from LibTorch's default "
      "generator, and never call "
      "manual_seed",
      random_numbers);
  add("checkpoint",
      "derive from torch::nn::Module and keep what changes in register_buffer or "
      "register_parameter, or work it out from "
      "step.epoch and step.update; members are lost when a run is resumed",
      checkpoint);
  add("global switches",
      "leave LibTorch's global settings alone, and use guards (torch::NoGradGuard) instead of "
      "switches",
      switches);
  add("CPU and GPU",
      "make tensors with view.output.new_zeros or .to(view.output) and register constants as "
      "buffers, so that all lie on one "
      "device",
      gpu);
}

}  // namespace serhost::conformance
