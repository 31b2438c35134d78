// The hard edges of a loss's input: models that are certain, classes that are not there, soft
// labels, ratings that are missing.
#include <ATen/ops/arange.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "testing/loss_checks.hpp"

namespace serhost::conformance {
namespace {

constexpr double kHuge = 1e4;

/// Outputs of plus and minus 1e4 in every pattern of signs over the first three columns.
void extremes(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  auto batch = random_batch(setting, 11, 8 * 3);
  if (setting.needs.output) {
    auto output = at::zeros_like(batch.view.output);
    for (std::int64_t i = 0; i < output.size(0); ++i) {
      for (std::int64_t c = 0; c < output.size(1); ++c)
        output[i][c] = ((i / 3) >> std::min<std::int64_t>(c, 2)) & 1 ? kHuge : -kHuge;
    }
    batch.view.output = output;
    expect_finite(verdict, *loss, batch, setting.needs, "outputs of +-1e4");
    verdict.expect(at::isfinite(loss->scores(batch.view)).all().item().toBool(),
                   "outputs of +-1e4: a score is not finite");
  }
  if (!setting.needs.embedding) return;
  const auto drawn = batch.view.embedding;
  for (const double length : {0.0, 1e-6, kHuge}) {
    batch.view.embedding = drawn * length;
    const auto what = length == 0.0 ? std::string("embeddings of zeros")
                                    : "embeddings " + brief(length) + " times as long";
    expect_finite(verdict, *loss, batch, setting.needs, what);
    verdict.expect(at::isfinite(loss->scores(batch.view)).all().item().toBool(),
                   what + ": a score is not finite");
  }
}

/// A batch in which every clip has the same target.
Batch of_one_kind(const LossSetting& setting, std::int64_t clips) {
  auto batch = random_batch(setting, 11, clips);
  auto& targets = batch.targets;
  if (targets.label.defined()) targets.label.zero_();
  if (targets.units.defined()) targets.units.zero_();
  if (targets.dimensions.defined()) targets.dimensions.fill_(3.0);
  if (targets.multi_hot.defined()) targets.multi_hot.zero_().select(1, 0).fill_(1.0);
  if (targets.soft.defined()) targets.soft.zero_().select(1, 0).fill_(1.0);
  return batch;
}

void absent_in_batch(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  expect_finite(verdict, *loss, of_one_kind(setting, 6), setting.needs,
                "six clips with the same target");
}

void one_clip(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    expect_finite(verdict, *loss, random_batch(setting, seed, 1), setting.needs,
                  "batch " + std::to_string(seed) + " of one clip");
  }
  expect_finite(verdict, *loss, of_one_kind(setting, 1), setting.needs,
                "one clip of the first class");
}

void absent_in_training(Verdict& verdict, const LossSetting& setting) {
  if (!setting.one.fresh) verdict.skip("needs an instance of its own, made by name");
  if (setting.one.task.train_counts.empty()) verdict.skip("the task has no classes");
  auto task = setting.one.task;
  task.train_counts.back() = 0;
  std::shared_ptr<Loss> loss;
  try {
    loss = setting.one.make(task);
  } catch (const Error& error) {
    if (error.exit() != Exit::config) throw;
    verdict.remark(std::string("it refuses such a task, which is allowed: ") + error.what());
    return;
  }
  expect_finite(verdict, *loss, random_batch(setting, 11), setting.needs,
                "a class without a training clip (train_counts 0)");
}

void soft_labels(Verdict& verdict, const LossSetting& setting) {
  const auto& takes = setting.needs.targets;
  if (setting.kind != TargetKind::soft) verdict.skip("not for this kind of target");
  const auto loss = setting.make();
  const auto batch = random_batch(setting, 11);
  auto sure = batch;
  const auto label =
      at::arange(6, at::TensorOptions().dtype(at::kLong)).remainder(setting.classes());
  sure.targets.soft = at::one_hot(label, setting.classes()).to(batch.targets.soft.scalar_type());
  expect_finite(verdict, *loss, sure, setting.needs,
                "soft labels that are 1 for one class and 0 for the others");
  if (std::find(takes.begin(), takes.end(), TargetKind::label) == takes.end()) return;
  auto labelled = sure;
  labelled.targets.soft = at::Tensor();
  labelled.targets.label = label;
  const auto soft = forward(*loss, sure).detach(), hard = forward(*loss, labelled).detach();
  const auto differs = distance(soft, hard);
  verdict.expect(differs <= 1e-5 * std::max(1.0, hard.abs().max().item().toDouble()),
                 "a soft label that is 1 for one class differs by " + brief(differs) +
                     " from that class as label");
}

void unrated(Verdict& verdict, const LossSetting& setting) {
  if (setting.kind != TargetKind::dimensions) verdict.skip("not for this kind of target");
  const auto loss = setting.make();
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  auto batch = random_batch(setting, 11);
  batch.targets.dimensions[1][0] = kNone;
  batch.targets.dimensions[4].fill_(kNone);
  expect_finite(verdict, *loss, batch, setting.needs,
                "ratings of which one is missing (NaN), and all of another clip");
  if (setting.needs.output) {
    auto other = batch;
    other.view.output = batch.view.output.clone();
    other.view.output[1][0] += 3.0;
    other.view.output[4].fill_(-7.0);
    const auto differs = distance(forward(*loss, batch), forward(*loss, other));
    verdict.expect(differs <= 1e-6, "the value changes by " + brief(differs) +
                                        " with outputs whose ratings are missing");
  }
  batch.targets.dimensions.fill_(kNone);
  expect_finite(verdict, *loss, batch, setting.needs, "a batch without any rating");
}

void unknown_units(Verdict& verdict, const LossSetting& setting) {
  if (setting.kind != TargetKind::units) verdict.skip("not for this kind of target");
  const auto loss = setting.make();
  auto batch = random_batch(setting, 11);
  batch.targets.units.select(1, 0).fill_(-1);
  expect_finite(verdict, *loss, batch, setting.needs, "frames without a unit (-1)");
  batch.targets.units.fill_(-1);
  expect_finite(verdict, *loss, batch, setting.needs, "clips without any unit (-1)");
}

}  // namespace

void add_target_checks(LossChecks& all, const LossSetting& setting) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const LossSetting&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, setting); }});
  };
  add("extremes",
      "start from log_softmax instead of log(softmax); give square roots, norms and powers below 1 "
      "a floor under the root, and "
      "divisions one under the divisor",
      extremes);
  add("one clip",
      "the last batch of an epoch may hold one clip: no variance or correlation without a floor "
      "under the divisor",
      one_clip);
  add("absent class",
      "a class may be missing from a batch: no division by the count of a class or by a variance "
      "without a floor",
      absent_in_batch);
  add("class without training clips",
      "train_counts may hold a 0 in a small fold: floor the count, or throw std::invalid_argument "
      "with a sentence from the "
      "constructor",
      absent_in_training);
  if (setting.kind == TargetKind::soft)
    add("soft labels", "use whichever of label and soft is defined, in the same formula",
        soft_labels);
  if (setting.kind == TargetKind::dimensions) {
    add("missing ratings",
        "replace NaN before any arithmetic (at::where), not by a product with a mask: 0 times NaN "
        "is NaN, and so is its gradient",
        unrated);
  }
  if (setting.kind == TargetKind::units)
    add("missing units", "leave frames with unit -1 out before they are used as an index",
        unknown_units);
}

}  // namespace serhost::conformance
