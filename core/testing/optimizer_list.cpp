// What every optimizer keeps: a loss falls, the rates of the update count, tensors without a
// gradient are left alone, and a checkpoint holds all there is.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <serhost/weights/safetensors.hpp>

#include "base/text.hpp"
#include "testing/optimizer_kit.hpp"
#include "testing/quadratic.hpp"
#include "testing/temporary.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace {

double moved(const Replay& from, const Replay& to) {
  double total = 0.0;
  for (std::size_t i = 0; i < from.size(); ++i)
    total += (to[i].second - from[i].second).square().sum().item().toDouble();
  return std::sqrt(total);
}

void falls(Verdict& verdict, const OptimizerCase& one) {
  constexpr int kUpdates = 300;
  Quadratic problem;
  const auto optimizer = one.make(problem.groups());
  const auto before = problem.loss();
  for (int i = 0; i < kUpdates; ++i) update(*optimizer, problem);
  const auto after = problem.loss();
  verdict.expect(after <= 0.5 * before, "half the squared distance from a target went from " +
                                            brief(before) + " to " + brief(after) + " in " +
                                            std::to_string(kUpdates) + " updates at a rate of " +
                                            brief(kRate) + "; expected at most half of it");
}

void rates(Verdict& verdict, const OptimizerCase& one) {
  Quadratic still;
  auto optimizer = one.make(still.groups());
  const auto before = still.weights();
  update(*optimizer, still, {0.0, 0.0});
  expect_same_bits(verdict, before, still.weights(), "at a rate of 0");

  Quadratic small, large;
  optimizer = one.make(small.groups());
  update(*optimizer, small, {1e-3, 1e-3});
  optimizer = one.make(large.groups());
  update(*optimizer, large, {4e-3, 4e-3});
  const auto by_small = moved(before, small.weights()), by_large = moved(before, large.weights());
  verdict.expect(by_small > 0.0 && by_large > 2.0 * by_small,
                 "the first update moves the weights by " + brief(by_small) +
                     " at a rate of 0.001 and by " + brief(by_large) + " at 0.004");

  Quadratic other;  // the groups' own rates are not those of the update
  for (auto& group : other.groups()) group.lr = 100.0;
  optimizer = one.make(other.groups());
  update(*optimizer, other, {1e-3, 1e-3});
  expect_same_bits(verdict, small.weights(), other.weights(),
                   "with another ParamGroup::lr and the same Update::lr");

  Quadratic half;
  optimizer = one.make(half.groups());
  update(*optimizer, half, {kRate, 0.0});
  const auto after = half.weights();
  verdict.expect(at::equal(after.back().second, before.back().second),
                 "the second group moves, although its own rate is 0");
  verdict.expect(!at::equal(after.front().second, before.front().second),
                 "the first group does not move where the second one's rate is 0");
}

void decay(Verdict& verdict, const OptimizerCase& one) {
  const auto size_after = [&](double weight_decay) {
    Quadratic problem(weight_decay);
    const auto optimizer = one.make(problem.groups());
    for (int i = 0; i < 30; ++i) update(*optimizer, problem);
    double total = 0.0;
    for (const auto& [name, weight] : problem.weights())
      total += weight.square().sum().item().toDouble();
    return std::sqrt(total);
  };
  const auto without = size_after(0.0), with = size_after(0.5);
  verdict.expect(with < without, "after 30 updates the weights have the norm " + brief(with) +
                                     " with a weight decay of 0.5 and " + brief(without) +
                                     " without");
}

void without_gradient(Verdict& verdict, const OptimizerCase& one) {
  Quadratic problem(0.1);
  const auto optimizer = one.make(problem.groups());
  const auto before = problem.weights();
  for (int i = 0; i < 3; ++i) {
    problem.fill_gradients();
    problem.groups()[0].parameters[1].mutable_grad() = at::Tensor();
    const at::NoGradGuard no_graph;
    optimizer->step({.lr = {kRate, kRate}, .momentum = {}});
  }
  const auto after = problem.weights();
  verdict.expect(at::equal(before[1].second, after[1].second),
                 "a weight without a gradient was changed");
  verdict.expect(!at::equal(before[0].second, after[0].second),
                 "a weight with a gradient was not changed, where its neighbor has none");
  for (auto& group : problem.groups()) {
    for (auto& weight : group.parameters) weight.mutable_grad() = at::Tensor();
  }
  {
    const at::NoGradGuard no_graph;
    optimizer->step({.lr = {kRate, kRate}, .momentum = {}});
  }
  expect_same_bits(verdict, after, problem.weights(), "an update without any gradient");
}

void repeated(Verdict& verdict, const OptimizerCase& one) {
  Quadratic first(0.1), second(0.1);
  const auto a = one.make(first.groups()), b = one.make(second.groups());
  for (int i = 0; i < 3; ++i) {
    update(*a, first);
    update(*b, second);
  }
  expect_same_bits(verdict, first.weights(), second.weights(), "two instances, 3 updates each");
}

/// By way of a file, as a checkpoint keeps it.
std::map<std::string, at::Tensor> through_a_file(const std::map<std::string, at::Tensor>& state) {
  const TemporaryDirectory folder;
  const auto file = folder.path() / "optimizer.safetensors";
  weights::write_safetensors(file, state);
  return weights::read_safetensors(file);
}

void checkpoint(Verdict& verdict, const OptimizerCase& one) {
  Quadratic problem(0.1);
  const auto old = one.make(problem.groups());
  verdict.expect(old->state().empty(), "state() is not empty before the first step");
  for (int i = 0; i < 3; ++i) update(*old, problem);
  const auto saved = copied(old->state());
  Quadratic again(0.1);
  const auto weights = problem.weights();
  {
    const at::NoGradGuard no_graph;
    std::size_t next = 0;
    for (auto& group : again.groups()) {
      for (auto& weight : group.parameters) weight.copy_(weights[next++].second);
    }
  }
  const auto resumed = one.make(again.groups());
  resumed->restore(through_a_file(saved));
  const Replay was(saved.begin(), saved.end());
  const auto now = copied(resumed->state());
  if (now.size() != saved.size()) {
    verdict.fail("state() has " + count_of(saved.size(), "entry", "entries") + " before and " +
                 std::to_string(now.size()) + " after restore()");
    return;
  }
  expect_same_bits(verdict, was, Replay(now.begin(), now.end()), "state() after restore()");
  for (int i = 0; i < 3; ++i) {
    update(*old, problem, {0.5 * kRate, kRate});
    update(*resumed, again, {0.5 * kRate, kRate});
  }
  expect_same_bits(verdict, problem.weights(), again.weights(),
                   "3 updates after save and restore, against 3 without");
}

void misfit(Verdict& verdict, const OptimizerCase& one) {
  Quadratic problem;
  const auto optimizer = one.make(problem.groups());
  update(*optimizer, problem);
  const auto saved = copied(optimizer->state());
  if (saved.empty()) verdict.skip("this optimizer keeps nothing");
  const auto refuses = [&](std::map<std::string, at::Tensor> state, const std::string& what) {
    Quadratic fresh;
    const auto other = one.make(fresh.groups());
    try {
      other->restore(state);
    } catch (const std::exception&) { return; }
    verdict.fail("restore() takes a state " + what + " without an error");
  };
  auto longer = saved;
  longer.emplace("of another model", at::ones({2}));
  refuses(longer, "with an entry that it does not know");
  for (const auto& [name, tensor] : saved) {
    if (tensor.dim() == 0) continue;
    auto misshapen = saved;
    misshapen[name] = at::zeros({97});
    refuses(misshapen, "in which '" + name + "' has the shape of another model");
    break;
  }
}

void leaves(Verdict& verdict, const OptimizerCase& one) {
  Quadratic problem;
  const auto optimizer = one.make(problem.groups());
  update(*optimizer, problem);
  for (const auto& group : problem.groups()) {
    for (const auto& weight : group.parameters) {
      verdict.expect(weight.is_leaf() && weight.requires_grad(),
                     "a weight is no leaf that requires a gradient after an update");
    }
  }
}

void momentum(Verdict& verdict, const OptimizerCase& one) {
  Quadratic problem;
  const auto optimizer = one.make(problem.groups());
  for (const auto value : {0.9, 0.85, 0.8}) update(*optimizer, problem, {}, value);
  for (const auto& [name, weight] : problem.weights()) {
    verdict.expect(at::isfinite(weight).all().item().toBool(),
                   name + " is not finite where a schedule moves the momentum from 0.9 to 0.8");
  }
}

void few_parameters(Verdict& verdict, const OptimizerCase& one) {
  Quadratic problem;
  auto groups = problem.groups();
  groups.push_back({.name = "backbone", .lr = kRate, .weight_decay = 0.1, .parameters = {}});
  const auto optimizer = one.make(groups);
  problem.fill_gradients();
  const at::NoGradGuard no_graph;
  optimizer->step({.lr = {kRate, kRate, kRate}, .momentum = {}});
  one.make({})->step({.lr = {}, .momentum = {}});
  verdict.expect(at::isfinite(problem.weights().front().second).all().item().toBool(),
                 "a weight is not finite beside a group without weights");
}

void switches(Verdict& verdict, const OptimizerCase& one) {
  const TorchGlobalState before;
  Quadratic problem;
  const bool draws = draws_from_default_generator([&] {
    const auto optimizer = one.make(problem.groups());
    update(*optimizer, problem);
  });
  before.expect_same(verdict);
  verdict.expect(!draws, "LibTorch's default generator was drawn from, or seeded");
}

void gpu(Verdict& verdict, const OptimizerCase& one) {
  if (!gpu_is_there()) verdict.skip("no GPU is visible to this process");
  Quadratic here(0.1), there(0.1, at::kFloat, at::kCUDA);
  const auto a = one.make(here.groups()), b = one.make(there.groups());
  for (int i = 0; i < 3; ++i) {
    update(*a, here);
    update(*b, there);
  }
  auto on_gpu = there.weights();
  for (auto& [name, weight] : on_gpu) weight = weight.to(at::kCPU);
  const auto apart = moved(here.weights(), on_gpu);
  verdict.expect(apart <= 1e-4,
                 "after 3 updates the weights on CPU and GPU differ by " + brief(apart));
}

}  // namespace

std::vector<Check> checks_of(const OptimizerCase& one) {
  std::vector<Check> all;
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const OptimizerCase&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, one); }});
  };
  add("a quadratic falls", "subtract the gradient, not add it; look at the sign of each term",
      falls);
  add("rates",
      "multiply by update.lr[g] of the parameter's own group, decay included; ParamGroup::lr is "
      "what the experiment says, before any schedule",
      rates);
  add("weight decay", "take ParamGroup::weight_decay of each group into the update", decay);
  add("without gradient",
      "leave out parameters whose grad() is undefined, decay and momentum included",
      without_gradient);
  add("repetition",
      "draw no random numbers but from Context::seed, and iterate over nothing whose "
      "order is not fixed",
      repeated);
  add("checkpoint",
      "give every tensor that changes to state(), counts of steps included, and copy from what "
      "restore() is given",
      checkpoint);
  add("misfit", "compare names and sizes in restore() and throw std::invalid_argument", misfit);
  add("leaves",
      "write into the weights with in-place operators (add_, mul_), and leave requires_grad alone",
      leaves);
  add("momentum", "where there is a momentum, use update.momentum.value_or(your own)", momentum);
  add("few parameters", "take groups without parameters, and none at all", few_parameters);
  add("global switches",
      "leave LibTorch's global settings and its generator alone; the host has switched gradients "
      "off around step()",
      switches);
  add("CPU and GPU",
      "make state with at::zeros_like(parameter), so that it lies where the weight is", gpu);
  return all;
}

}  // namespace serhost::conformance
