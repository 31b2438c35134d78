// What a loss gives for a batch: one value per clip that depends on that clip alone, or one value
// of the whole batch; and scores that the targets have no part in.
#include <ATen/ops/isfinite.h>
#include <ATen/ops/tensor.h>
#include <torch/nn/module.h>

#include <algorithm>

#include "base/seed.hpp"
#include "testing/loss_checks.hpp"

namespace serhost::conformance {
namespace {

constexpr std::int64_t kClips = 6;
constexpr int kBatches = 20;
double allowed(const at::Tensor& values) {
  return kTolerance * std::max(1.0, values.detach().abs().max().item().toDouble());
}

void shape(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  for (const std::int64_t clips : {kClips, std::int64_t{1}}) {
    const auto values = forward(*loss, random_batch(setting, 11, clips));
    const auto expected =
        setting.needs.whole_batch ? std::vector<std::int64_t>{} : std::vector<std::int64_t>{clips};
    if (values.sizes().vec() != expected) {
      verdict.fail("for " + std::to_string(clips) + (clips == 1 ? " clip" : " clips") +
                   " forward gave shape " + listed(values.sizes().vec()) + ", expected " +
                   listed(expected) +
                   (setting.needs.whole_batch ? ": one value over the whole batch"
                                              : ": one value per clip"));
    } else if (!at::isfinite(values).all().item().toBool()) {
      verdict.fail("for " + std::to_string(clips) + " random clips a value is not finite");
    }
  }
}

void order(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  const auto batch = random_batch(setting, 11);
  const auto values = forward(*loss, batch).detach();
  Random random(1);
  for (int draw = 0; draw < kBatches && !verdict.enough(); ++draw) {
    auto index = counted(kClips);
    random.shuffle(index);
    const auto shuffled = forward(*loss, chosen(batch, index)).detach();
    const auto expected =
        setting.needs.whole_batch ? values : values.index_select(0, at::tensor(index, at::kLong));
    const auto differs = distance(shuffled, expected);
    if (differs > allowed(expected)) {
      verdict.fail("draw " + std::to_string(draw) + ": in the order " + listed(index) +
                   " values differ by " + brief(differs) + ", allowed are " +
                   brief(allowed(expected)));
    }
  }
}

void batch_invariance(Verdict& verdict, const LossSetting& setting) {
  if (setting.needs.whole_batch) verdict.skip("the loss says whole_batch");
  const auto loss = setting.make();
  const auto batch = random_batch(setting, 11);
  const auto values = forward(*loss, batch).detach();
  Random random(2);
  for (int draw = 0; draw < kBatches && !verdict.enough(); ++draw) {
    auto index = counted(kClips);
    random.shuffle(index);
    index.resize(draw < kClips ? 1 : 1 + random.below(kClips - 1));
    if (index.size() == 1) index[0] = draw % kClips;
    const auto some = forward(*loss, chosen(batch, index)).detach();
    const auto expected = values.index_select(0, at::tensor(index, at::kLong));
    const auto differs = distance(some, expected);
    if (differs > allowed(expected)) {
      verdict.fail((index.size() == 1 ? "clip " + std::to_string(index[0]) + " alone"
                                      : "clips " + listed(index) + " without the others") +
                   " differ by " + brief(differs) + " from their values in the batch of " +
                   std::to_string(kClips) + ", allowed are " + brief(allowed(expected)));
    }
  }
}

void whole_batch(Verdict& verdict, const LossSetting& setting) {
  if (!setting.needs.whole_batch) verdict.skip("the loss gives one value per clip");
  const auto loss = setting.make();
  for (std::uint64_t seed = 11; seed < 14; ++seed) {
    const auto batch = random_batch(setting, seed);
    const auto value = forward(*loss, batch).item().toDouble();
    double mean = 0.0;
    for (std::int64_t i = 0; i < kClips; ++i)
      mean += forward(*loss, chosen(batch, {i})).item().toDouble() / kClips;
    if (std::abs(mean - value) > kTolerance * std::max(1.0, std::abs(value))) return;
  }
  verdict.fail(
      "three batches have the mean of their clips alone as their value, so that the loss is a mean "
      "over clips after all");
}

/// A loss that is a mean must leave weights to the host, or they count twice; one over the whole
/// batch must not change under equal ones.
void weights(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  auto batch = random_batch(setting, 11);
  const auto ones = forward(*loss, batch).detach();
  auto unweighted = batch;
  unweighted.targets.weight = at::Tensor();
  const auto without = distance(forward(*loss, unweighted).detach(), ones);
  verdict.expect(without <= allowed(ones), "weights that are all 1 change values by " +
                                               brief(without) + "; expected what no weights give");
  std::vector<double> uneven(static_cast<std::size_t>(kClips), 1.0);
  uneven[1] = 2.0;
  batch.targets.weight = at::tensor(uneven, ones.options());
  const auto weighted = forward(*loss, batch).detach();
  if (setting.needs.whole_batch) {
    verdict.expect(at::isfinite(weighted).all().item().toBool(),
                   "with weights 1, 2, 1, … the value is not finite");
    return;
  }
  const auto differs = distance(weighted, ones);
  if (differs > allowed(ones)) {
    verdict.fail("the value of a clip changes by " + brief(differs) +
                 " with targets.weight, which the host applies to it afterwards: it counts twice");
    return;
  }
  auto index = counted(kClips);
  index.push_back(1);
  const auto twice =
      forward(*loss, chosen(random_batch(setting, 11), index)).mean().item().toDouble();
  const auto mean =
      (weighted * batch.targets.weight).sum().item().toDouble() / static_cast<double>(kClips + 1);
  verdict.expect(
      std::abs(twice - mean) <= allowed(ones),
      "a clip of weight 2 gives " + brief(mean) + ", the clip twice in the batch " + brief(twice));
}

void scores(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  const auto batch = random_batch(setting, 11);
  const auto scores = loss->scores(batch.view).detach().clone();
  const auto width = setting.needs.output ? batch.view.output.size(1) : setting.classes();
  if (scores.sizes().vec() != std::vector<std::int64_t>{kClips, width}) {
    verdict.fail("scores gave shape " + listed(scores.sizes().vec()) + ", expected " +
                 listed({kClips, width}));
    return;
  }
  verdict.expect(at::isfinite(scores).all().item().toBool(),
                 "a score of a random clip is not finite");
  auto* const module = module_of(*loss);
  if (module != nullptr) module->eval();
  const auto resting = distance(loss->scores(batch.view), scores);
  verdict.expect(
      resting <= allowed(scores),
      "scores differ by " + brief(resting) +
          " between training and evaluation; a margin of training does not belong there");
  if (module != nullptr) module->train();
  forward(*loss, batch);
  const auto later = distance(loss->scores(batch.view), scores);
  verdict.expect(later == 0.0, "after a call of forward with labels the scores differ by " +
                                   brief(later) + "; targets have no part in what is predicted");
  for (std::int64_t i = 0; i < kClips && !verdict.enough(); ++i) {
    const auto alone = distance(loss->scores(chosen(batch, {i}).view)[0], scores[i]);
    verdict.expect(alone <= allowed(scores), "the scores of clip " + std::to_string(i) +
                                                 " alone differ by " + brief(alone) +
                                                 " from those in the batch");
  }
}

void inputs(Verdict& verdict, const LossSetting& setting) {
  const auto loss = setting.make();
  const auto batch = random_batch(setting, 11);
  const auto before = chosen(batch, counted(kClips));
  const auto same = [&](const at::Tensor& now, const at::Tensor& then, const char* name) {
    if (then.defined())
      verdict.expect(distance(now, then) == 0.0,
                     std::string("forward or scores wrote into ") + name);
  };
  forward(*loss, batch);
  forward(*loss, batch, /*training=*/false);
  loss->scores(batch.view);
  same(batch.view.output, before.view.output, "view.output");
  same(batch.view.embedding, before.view.embedding, "view.embedding");
  same(batch.view.frames, before.view.frames, "view.frames");
  same(batch.targets.label, before.targets.label, "targets.label");
  same(batch.targets.soft, before.targets.soft, "targets.soft");
  same(batch.targets.dimensions, before.targets.dimensions, "targets.dimensions");
  same(batch.targets.multi_hot, before.targets.multi_hot, "targets.multi_hot");
  same(batch.targets.units, before.targets.units, "targets.units");
  same(batch.targets.weight, before.targets.weight, "targets.weight");
}

}  // namespace

void add_value_checks(LossChecks& all, const LossSetting& setting) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const LossSetting&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, setting); }});
  };
  add("shape",
      "return one value per clip and leave the mean to the host, or say whole_batch in needs(); "
      "start from log_softmax, not from "
      "the logarithm of a softmax",
      shape);
  add("order",
      "nothing may depend on a clip's place in the batch: look for indices, cumulative sums and "
      "neighbors",
      order);
  add("batch_invariance",
      "look for means, norms or maxima over dimension 0; where the loss is meant to be one of the "
      "whole batch, say whole_batch "
      "in needs()",
      batch_invariance);
  add("whole_batch",
      "drop whole_batch from needs() and return one value per clip: the host then need not gather "
      "all outputs first",
      whole_batch);
  add("class weights",
      "leave targets.weight and the mean over clips to the host, unless the loss says whole_batch; "
      "then treat equal weights as "
      "none",
      weights);
  add("scores",
      "scores() is what is predicted from: [B, C], of each clip alone, without margin, dropout or "
      "anything that forward leaves "
      "behind",
      scores);
  add("inputs",
      "do not use in-place operations (add_, masked_fill_) on what the host gives; clone it first",
      inputs);
}

}  // namespace serhost::conformance
