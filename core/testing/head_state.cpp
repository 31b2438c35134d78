// What a head keeps: the same numbers come twice, and a checkpoint holds all there is.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>

#include <serhost/fits_at_once.hpp>

#include "testing/head_checks.hpp"
#include "testing/loss_batch.hpp"
#include "testing/replay.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace {

Replay evaluated(Head& head) {
  Replay replay;
  for (const auto& [name, values] : results(evaluate(head, frames_of({5, 9, 2, 7}))))
    replay.emplace_back(name, values.clone());
  return replay;
}

/// A head that is fitted at once: to clips that are others in each update.
Replay fit(Head& head, FitsAtOnce& able, std::int64_t first, std::int64_t count) {
  constexpr std::int64_t kClips = 12;
  for (auto update = first; update < first + count; ++update) {
    for (std::int64_t i = 0; i < kClips; ++i) {
      const auto number = static_cast<std::size_t>(update * kClips + i);
      Targets targets;
      targets.label = at::tensor({i % kHeadOutputs});
      able.observe(frames_of({1 + i % 5}, {number}), targets, FitsAtOnce::Part::train);
    }
    able.finish();
  }
  return evaluated(head);
}

Replay train(Head& head, std::int64_t first, std::int64_t count) {
  if (auto* const able = dynamic_cast<FitsAtOnce*>(&head)) return fit(head, *able, first, count);
  head.train();
  Replay replay;
  for (auto update = first; update < first + count; ++update) {
    const auto seed = static_cast<std::uint64_t>(update);
    auto where = step_of(true, 1000 + seed);
    where.update = update;
    seed_default_generator(7 + seed);  // as the host does before every batch
    const auto view = head.forward(
        frames_of({5, 9, 2, 7}, {seed * 4, seed * 4 + 1, seed * 4 + 2, seed * 4 + 3}), where);
    at::Tensor total;
    for (const auto& [name, values] : results(view)) {
      replay.emplace_back(name + " of step " + std::to_string(update + 1), values.detach().clone());
      total = total.defined() ? total + values.square().mean() : values.square().mean();
    }
    if (!total.defined() || !total.requires_grad()) continue;
    total.backward();
    descend(head, 0.01);
  }
  head.eval();
  return replay;
}

void repeated(Verdict& verdict, const HeadSetting& setting) {
  const auto head = setting.make();
  const auto once = evaluated(*head);
  expect_same_bits(verdict, once, evaluated(*head), "evaluated twice");
  evaluate(*head, frames_of({3, 8}, {20, 21}));
  expect_same_bits(verdict, once, evaluated(*head), "evaluated again after other clips");
}

void same_seed(Verdict& verdict, const HeadSetting& setting) {
  const auto first = setting.make(), second = setting.make();
  expect_same_bits(verdict, evaluated(*first), evaluated(*second),
                   "two instances with the same seed");
  expect_same_bits(verdict, train(*first, 0, 3), train(*second, 0, 3),
                   "two instances trained with the same random numbers");
}

/// What was fitted may be of any size, which a checkpoint brings with it.
void take_sizes(const Head& from, Head& to) {
  auto buffers = to.named_buffers();
  for (const auto& item : from.named_buffers()) {
    auto* const own = buffers.find(item.key());
    if (own != nullptr) own->resize_(item.value().sizes());
  }
}

void checkpoint(Verdict& verdict, const HeadSetting& setting) {
  const auto old = setting.make();
  train(*old, 0, 2);
  const auto resumed = setting.make();
  if (dynamic_cast<FitsAtOnce*>(old.get()) != nullptr) take_sizes(*old, *resumed);
  carry_state(*old, *resumed);
  const std::string what = "after save and load into a fresh instance";
  expect_same_bits(verdict, evaluated(*old), evaluated(*resumed), what);
  expect_same_bits(verdict, train(*old, 2, 2), train(*resumed, 2, 2), what + ", going on");
}

void switches(Verdict& verdict, const HeadSetting& setting) {
  const TorchGlobalState before;
  const auto head = setting.make();
  evaluated(*head);
  {
    const at::AutoGradMode graph(true);
    train(*head, 0, 1);
  }
  before.expect_same(verdict);
  verdict.expect(!draws_from_default_generator([&] { evaluated(*head); }),
                 "in evaluation LibTorch's default generator was drawn from, or seeded");
}

void gpu(Verdict& verdict, const HeadSetting& setting) {
  if (!gpu_is_there()) verdict.skip("no GPU is visible to this process");
  const auto here = setting.make(), there = setting.make();
  there->to(at::kCUDA);
  const auto frames = frames_of({5, 9, 2, 7});
  auto moved = frames;
  moved.values = frames.values.to(at::kCUDA);
  moved.summary = frames.summary.to(at::kCUDA);  // lengths stay on the CPU
  const auto a = results(evaluate(*here, frames)), b = results(evaluate(*there, moved));
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto differs = distance(a[i].second, b[i].second.to(at::kCPU));
    verdict.expect(differs <= 1e-4,
                   a[i].first + " differs by " + brief(differs) + " between CPU and GPU");
  }
}

}  // namespace

void add_head_state_checks(std::vector<Check>& all, const HeadSetting& setting) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const HeadSetting&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, setting); }});
  };
  add("evaluated twice",
      "in evaluation nothing is drawn and nothing remembered: look for members that forward "
      "changes, and for dropout without is_training()",
      repeated);
  add("same seed",
      "draw from step.random or LibTorch's default generator, which the host has seeded, and never "
      "from std::random_device",
      same_seed);
  add("checkpoint",
      "register every weight and every tensor that changes (register_parameter, register_buffer, "
      "register_module); plain members are not saved",
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

std::vector<Check> checks_of(const HeadCase& one) {
  HeadSetting setting{one, {}};
  for (const auto& [output, embedding] : {std::pair(true, true), {true, false}, {false, true}}) {
    HeadSpec spec{.width = kHeadWidth, .outputs = kHeadOutputs, .needs = {}};
    spec.needs.output = output;
    spec.needs.embedding = embedding;
    try {
      one.make(spec);
      setting.specs.push_back(spec);
    } catch (const std::exception&) {  // a head may refuse a loss that wants what it lacks
    }
  }
  if (setting.specs.empty()) {
    HeadSpec spec{.width = kHeadWidth, .outputs = kHeadOutputs, .needs = {}};
    spec.needs.embedding = true;
    one.make(spec);
  }
  std::vector<Check> all;
  add_result_checks(all, setting);
  add_head_state_checks(all, setting);
  return all;
}

}  // namespace serhost::conformance
