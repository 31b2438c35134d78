// Evaluation.
#include "train/evaluate.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/softmax.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "metrics/tally.hpp"
#include "model/autocast.hpp"
#include "model/randomness.hpp"
#include "train/clock.hpp"

namespace serhost::train {
namespace {

/// Outputs of every batch, kept for a loss that must see all clips at once.
struct BatchOutputs {
  std::vector<at::Tensor> outputs, embeddings, lengths, labels, weights, speakers, corpora;

  void add(const View& view, const Targets& targets) {
    if (view.output.defined()) outputs.push_back(view.output);
    if (view.embedding.defined()) embeddings.push_back(view.embedding);
    lengths.push_back(view.lengths);
    labels.push_back(targets.label);
    weights.push_back(targets.weight);
    speakers.push_back(targets.speaker);
    corpora.push_back(targets.corpus);
  }

  double loss(const TrainContext& context, const Position& position) const {
    const auto joined = [](const std::vector<at::Tensor>& parts) {
      return parts.empty() ? at::Tensor() : at::cat(parts);
    };
    const View view{joined(outputs), joined(embeddings), at::Tensor(), joined(lengths)};
    Targets targets;
    targets.label = joined(labels);
    targets.weight = joined(weights);
    targets.speaker = joined(speakers);
    targets.corpus = joined(corpora);
    auto step = make_step(context, "loss", 0, position, false);
    step.sink = nullptr;
    return context.composition.losses(view, targets, step).item<double>();
  }
};

[[noreturn]] void not_finite(const TrainContext& context, const Position& position,
                             const std::string& what, const data::Batch& clips) {
  throw Error(Exit::failed, what + " in fold " + std::to_string(context.fold) + ", seed " +
                                std::to_string(context.seed) + ", after " +
                                count_of(static_cast<std::size_t>(position.update), "step") +
                                " of training, for " + context.batcher.keys(clips) +
                                "; try a smaller train.optimizer.lr");
}

void check_losses(const TrainContext& context, const Position& position, const at::Tensor& losses,
                  const data::Batch& clips) {
  const auto values = losses.contiguous();
  data::Batch bad;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!std::isfinite(values.const_data_ptr<double>()[i])) bad.push_back(clips[i]);
  }
  if (!bad.empty()) not_finite(context, position, "the loss is not finite", bad);
}

void add_predictions(const TrainContext& context, const Position& position,
                     const at::Tensor& scores, const data::Batch& clips, Evaluation& out) {
  const auto probabilities = at::softmax(scores.to(at::kCPU, at::kDouble), 1).contiguous();
  const auto classes = probabilities.size(1);
  const auto* row = probabilities.const_data_ptr<double>();
  data::Batch bad;
  for (const auto clip : clips) {
    if (!std::isfinite(*std::max_element(row, row + classes)) ||
        std::isnan(std::accumulate(row, row + classes, 0.0)))
      bad.push_back(clip);
    out.clips.push_back(clip);
    out.truth.push_back(context.batcher.manifest().clips[clip].label);
    out.predicted.push_back(std::max_element(row, row + classes) - row);
    out.probabilities.insert(out.probabilities.end(), row, row + classes);
    row += classes;
  }
  if (!bad.empty()) not_finite(context, position, "the scores are not finite", bad);
}

void sort_by_clip(Evaluation& out) {
  const auto n = out.clips.size();
  if (n == 0) return;
  const auto classes = out.probabilities.size() / n;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return out.clips[a] < out.clips[b]; });
  Evaluation sorted;
  sorted.loss = out.loss;
  sorted.model_seconds = out.model_seconds;
  for (const auto i : order) {
    sorted.clips.push_back(out.clips[i]);
    sorted.truth.push_back(out.truth[i]);
    sorted.predicted.push_back(out.predicted[i]);
    const auto row = out.probabilities.begin() + static_cast<std::ptrdiff_t>(i * classes);
    sorted.probabilities.insert(sorted.probabilities.end(), row,
                                row + static_cast<std::ptrdiff_t>(classes));
  }
  out = std::move(sorted);
}

}  // namespace

Evaluation evaluate(const TrainContext& context, data::Loader& loader, const Position& position,
                    bool with_loss, const std::function<void(std::size_t)>& each) {
  const c10::InferenceMode inference;
  context.composition.train(false);
  // A component that draws from the default generators, which it should not, draws the same in a
  // resumed run.
  model::seed_default_generators(
      stream_seed(context.seed, "evaluation", static_cast<std::uint64_t>(position.update)));
  const bool whole = context.composition.needs().whole_batch;
  Evaluation out;
  BatchOutputs kept;
  double sum = 0.0, weight = 0.0;
  while (auto loaded = loader.next()) {
    const auto batch = context.batcher.make(std::move(*loaded));
    {
      const Stopwatch watch(out.model_seconds);
      auto step = make_step(context, "backbone", 0, position, false);
      step.sink = nullptr;
      View view;
      {
        const model::Autocast precision(context.batcher.device().type(), context.bf16);
        view = context.composition.model().forward(batch.audio, step, batch.from_frozen);
      }
      add_predictions(context, position, context.composition.scores(view), batch.clips, out);
      if (with_loss && whole) {
        view.frames = at::Tensor();
        kept.add(view, batch.targets);
      } else if (with_loss) {
        auto own = make_step(context, "loss", 0, position, false);
        own.sink = nullptr;
        const auto losses =
            context.composition.losses(view, batch.targets, own).to(at::kCPU, at::kDouble);
        check_losses(context, position, losses, batch.clips);
        sum += (losses * batch.weight).sum().item<double>();
        weight += batch.weight.sum().item<double>();
      }
    }
    if (each) each(out.clips.size());
  }
  if (with_loss && whole && !out.clips.empty()) {
    out.loss = kept.loss(context, position);
    if (!std::isfinite(out.loss))
      not_finite(context, position, "the loss over all of them is " + exact(out.loss), out.clips);
  }
  if (with_loss && !whole && weight > 0.0) out.loss = sum / weight;
  sort_by_clip(out);
  return out;
}

std::vector<Prediction> predictions_of(const Evaluation& evaluation, const data::Manifest& manifest,
                                       std::int64_t fold, std::int64_t seed) {
  const auto classes = static_cast<std::ptrdiff_t>(manifest.classes.size());
  std::vector<Prediction> out;
  for (std::size_t i = 0; i < evaluation.clips.size(); ++i) {
    const auto& utterance = manifest.clips[evaluation.clips[i]].utterance;
    const auto row = evaluation.probabilities.begin() + static_cast<std::ptrdiff_t>(i) * classes;
    out.push_back({utterance.key,
                   utterance.speaker,
                   fold,
                   seed,
                   evaluation.truth[i],
                   evaluation.predicted[i],
                   {row, row + classes}});
  }
  return out;
}

std::map<std::string, double> metrics_of(const Evaluation& evaluation, std::size_t classes) {
  metrics::Tally tally(classes);
  const std::span<const double> probabilities(evaluation.probabilities);
  for (std::size_t i = 0; i < evaluation.clips.size(); ++i)
    tally.add(evaluation.truth[i], evaluation.predicted[i],
              probabilities.subspan(i * classes, classes));
  auto out = tally.metrics();
  out["loss"] = evaluation.loss;
  return out;
}

}  // namespace serhost::train
