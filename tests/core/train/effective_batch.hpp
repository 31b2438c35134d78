// An effective batch of up-and-down clips that comes in parts, and the gradients it leaves.
#pragma once

#include <ATen/ops/allclose.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/train/fixtures.hpp"
#include "train/backward.hpp"

namespace serhost::train::effective_batch {

inline config::HeadTable head_without_dropout() {
  auto head = fakes::small_head();
  head.dropout = 0.0;
  return head;
}

inline FoldTask task() { return fakes::task_of(fakes::up_and_down(4), {0, 1, 2, 3}); }

inline data::LoadedBatch load(const data::Manifest& manifest, const data::Batch& clips) {
  data::LoadedBatch out;
  out.clips = clips;
  out.longest = 75;
  const fakes::UpAndDown source;
  for (const auto clip : clips) {
    auto samples = source.read(manifest.clips[clip].utterance).samples;
    out.lengths.push_back(static_cast<std::int64_t>(samples.size()));
    samples.resize(75, 0.0F);
    out.values.insert(out.values.end(), samples.begin(), samples.end());
  }
  return out;
}

/// Gradients of all parameters after one effective batch that comes in these parts.
struct Result {
  std::map<std::string, at::Tensor> gradients;
  Total total;
};

inline Result gradients(const Composer& compose, const std::vector<data::Batch>& parts,
                        const std::vector<double>& weights = {1.0, 1.0}, bool by_micro = false) {
  const auto manifest = fakes::up_and_down(8);
  auto composition = compose(task(), 3);
  composition.train(true);
  const auto rules = task().rules;
  const Batcher batcher(manifest, *rules, weights, at::kCPU);
  Collective alone;
  const TrainContext context{.composition = composition,
                             .batcher = batcher,
                             .collective = alone,
                             .seed = 3,
                             .accumulate = 4,
                             .whole_batch_by_micro = by_micro};
  std::vector<MicroBatch> micro;
  for (const auto& part : parts) micro.push_back(batcher.make(load(manifest, part)));
  Result out;
  out.total = backward(context, std::move(micro), {0, 10, 0});
  for (const auto& [name, parameter] : composition.parameters())
    out.gradients[name] = parameter.grad().clone();
  return out;
}

inline void expect_same(const Result& a, const Result& b) {
  EXPECT_NEAR(a.total.loss / a.total.weight, b.total.loss / b.total.weight, 1e-6);
  for (const auto& [name, gradient] : a.gradients)
    EXPECT_TRUE(at::allclose(gradient, b.gradients.at(name), 1e-4, 1e-6)) << name;
}

}  // namespace serhost::train::effective_batch
