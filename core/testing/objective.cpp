// The checks of objectives: losses that train an encoder without scores.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include "testing/loss_checks.hpp"
#include "testing/replay.hpp"
#include "testing/tiny_encoder.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace objectives {
namespace {

/// An objective bound to a student; `twin` of the same weights.
struct Bound {
  std::shared_ptr<Loss> loss;
  Objective::Encoder student;
  Objective& objective() const { return dynamic_cast<Objective&>(*loss); }
};

Objective::Encoder encoder_of_seed() {
  seed_default_generator(3);
  return tiny_encoder();
}

Bound bound(const LossCase& one) {
  Bound out{one.make(one.task), encoder_of_seed()};
  seed_default_generator(5);
  out.objective().bind(out.student, encoder_of_seed);
  return out;
}

const std::vector<std::int64_t> kSamples = {6800, 3600, 5200};

/// Clips `index` of a batch whose clips are always the same.
Objective::Clips clips(const std::vector<std::size_t>& index) {
  auto generator = at::detail::createCPUGenerator(17);
  const auto all = at::rand({3, 6800}, generator) - 0.5;
  Objective::Clips out;
  std::vector<std::int64_t> lengths;
  std::vector<at::Tensor> rows;
  for (const auto i : index) {
    rows.push_back(all[static_cast<std::int64_t>(i)].clone());
    rows.back().narrow(0, kSamples[i], 6800 - kSamples[i]).zero_();
    lengths.push_back(kSamples[i]);
    out.streams.push_back(100 + i);
  }
  out.audio = {.values = at::stack(rows), .lengths = at::tensor(lengths)};
  return out;
}

at::Tensor evaluated(Objective& objective, const std::vector<std::size_t>& index) {
  const at::NoGradGuard off;
  auto* const module = module_of(objective);
  if (module != nullptr) module->eval();
  auto step = step_of(false);
  const auto values = objective.step(clips(index), step);
  if (module != nullptr) module->train();
  return values;
}

void values(Verdict& verdict, const LossCase& one) {
  const auto all = bound(one);
  auto step = step_of(true);
  const auto values = all.objective().step(clips({0, 1, 2}), step);
  if (!values.defined() || values.dim() != 1 || values.size(0) != 3) {
    verdict.fail("step gave another shape than [3], one value per clip");
    return;
  }
  verdict.expect(values.requires_grad(), "no gradient leads back from what step gave");
  verdict.expect(at::isfinite(values).all().item<bool>(), "step gave a value that is not finite");
}

void weights(Verdict& verdict, const LossCase& one) {
  const auto all = bound(one);
  const auto given = all.objective().weights(at::tensor(kSamples), {100, 101, 102});
  if (!given.defined() || given.dim() != 1 || given.size(0) != 3 ||
      given.scalar_type() != at::kDouble) {
    verdict.fail("weights gave something else than [3] of double, one weight per clip");
    return;
  }
  verdict.expect(given.ge(0.0).all().item<bool>() && given.sum().item<double>() > 0.0,
                 "weights are at least 0, and not all 0");
}

void alone(Verdict& verdict, const LossCase& one) {
  const auto all = bound(one);
  const auto together = evaluated(all.objective(), {0, 1, 2});
  for (std::size_t i = 0; i < 3; ++i) {
    const auto own = evaluated(all.objective(), {i})[0].item<double>();
    const auto there = together[static_cast<std::int64_t>(i)].item<double>();
    verdict.expect(std::abs(own - there) <= kTolerance * std::max(1.0, std::abs(own)),
                   "clip " + std::to_string(i) + " has the value " + brief(there) +
                       " in a batch, and " + brief(own) + " alone");
  }
}

void repeated(Verdict& verdict, const LossCase& one) {
  const auto all = bound(one);
  const auto once = evaluated(all.objective(), {0, 1, 2});
  verdict.expect(at::equal(once, evaluated(all.objective(), {0, 1, 2})),
                 "evaluated twice, the values differ");
}

/// Some updates of student and objective.
Replay trained(const Bound& all, std::int64_t first, std::int64_t count) {
  Replay replay;
  for (auto update = first; update < first + count; ++update) {
    auto step = step_of(true, 1000 + static_cast<std::uint64_t>(update));
    step.update = update;
    step.updates = 10;
    const auto values = all.objective().step(clips({0, 1, 2}), step);
    replay.emplace_back("the value in step " + std::to_string(update + 1), values.detach().clone());
    values.mean().backward();
    descend(*all.student.backbone);
    if (auto* const module = module_of(*all.loss)) descend(*module);
    step.update = update + 1;
    all.objective().updated(step);
  }
  return replay;
}

void checkpoint(Verdict& verdict, const LossCase& one) {
  if (!one.fresh) verdict.skip("needs another instance, made by name");
  const auto old = bound(one), resumed = bound(one);
  trained(old, 0, 3);
  carry_state(*old.student.backbone, *resumed.student.backbone);
  if (auto* const module = module_of(*old.loss)) carry_state(*module, *module_of(*resumed.loss));
  expect_same_bits(verdict, trained(old, 3, 2), trained(resumed, 3, 2),
                   "after save and load into a fresh instance, going on");
}

void student(Verdict& verdict, const LossCase& one) {
  const auto all = bound(one);
  auto step = step_of(true);
  all.objective().step(clips({0, 1}), step).mean().backward();
  std::size_t reached = 0;
  for (const auto& parameter : all.student.backbone->parameters())
    reached += parameter.grad().defined() ? 1 : 0;
  verdict.expect(reached > 0, "no gradient reaches the encoder");
  const auto before = all.student.backbone->parameters().front().detach().clone();
  step.update = 1;
  all.objective().updated(step);
  verdict.expect(at::equal(before, all.student.backbone->parameters().front()),
                 "updated() changed a weight of the student, which is the optimizer's");
}

}  // namespace
}  // namespace objectives

std::vector<Check> checks_of_objective(const LossCase& one) {
  using namespace objectives;
  std::vector<Check> all;
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const LossCase&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, one); }});
  };
  add("values", "step gives one value per clip, computed from what the student encodes", values);
  add("weights", "weights counts what is predicted of each clip", weights);
  add("clip alone", "draw from a clip's own stream, and let no other clip into its value", alone);
  add("repeated", "draw from the streams, and nothing from the default generator", repeated);
  add("checkpoint", "register every module, parameter and buffer that step depends on", checkpoint);
  add("student", "only a gradient moves the student; a teacher is detached", student);
  return all;
}

}  // namespace serhost::conformance
