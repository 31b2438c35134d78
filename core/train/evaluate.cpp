// Evaluates the model on a list of clips.
#include "train/evaluate.hpp"

#include <ATen/ops/cat.h>
#include <c10/core/InferenceMode.h>

#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "model/randomness.hpp"
#include "tasks/targets.hpp"
#include "train/clock.hpp"

namespace serhost::train {
namespace {

/// Outputs of every batch, kept for a loss that must see all clips at once.
struct BatchScores {
  std::vector<at::Tensor> outputs, embeddings, lengths;
  std::vector<Targets> targets;
  data::Batch clips;

  void add(const View& view, const MicroBatch& batch) {
    if (view.output.defined()) outputs.push_back(view.output);
    if (view.embedding.defined()) embeddings.push_back(view.embedding);
    lengths.push_back(view.lengths);
    targets.push_back(batch.targets);
    clips.insert(clips.end(), batch.clips.begin(), batch.clips.end());
  }

  double loss(const TrainContext& context, const Position& position) const {
    const auto joined = [](const std::vector<at::Tensor>& parts) {
      return parts.empty() ? at::Tensor() : at::cat(parts);
    };
    const View view{joined(outputs), joined(embeddings), at::Tensor(), joined(lengths)};
    auto step = make_step(context, "loss", 0, position, false);
    step.sink = nullptr;
    return context.composition.losses(view, tasks::cat(targets), step).item<double>();
  }
};

[[noreturn]] void not_finite(const TrainContext& context, const Position& position,
                             const std::string& what, const data::Batch& clips) {
  throw Error(Exit::failed, what + " in " + context.place + ", after " +
                                count_of(static_cast<std::size_t>(position.update), "step") +
                                " of training, for " + context.batcher.keys(clips) +
                                "; try a smaller train.optimizer.lr");
}

View forward(const TrainContext& context, const Position& position, const MicroBatch& batch) {
  auto step = make_step(context, "backbone", 0, position, false);
  step.sink = nullptr;
  const auto precision = context.precision.scope(context.batcher.device().type());
  return context.composition.model().forward(batch.audio, step, batch.from_frozen);
}

/// [B] double on the CPU; throws where one of them is not finite.
at::Tensor losses(const TrainContext& context, const Position& position, const View& view,
                  const MicroBatch& batch) {
  auto step = make_step(context, "loss", 0, position, false);
  step.sink = nullptr;
  auto values =
      context.composition.losses(view, batch.targets, step).to(at::kCPU, at::kDouble).contiguous();
  data::Batch bad;
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    if (!std::isfinite(values.const_data_ptr<double>()[i])) bad.push_back(batch.clips[i]);
  }
  if (!bad.empty()) not_finite(context, position, "the loss is not finite", bad);
  return values;
}

}  // namespace

Evaluation evaluate(const TrainContext& context, data::Loader& loader, const Position& position,
                    bool with_loss, const std::function<void(std::size_t)>& each) {
  require_global_state(context, position);
  const c10::InferenceMode inference;
  context.composition.train(false);
  // A component that draws from the default generators, which it should not, draws the same in a
  // resumed run.
  model::seed_default_generators(
      stream_seed(context.seed, "evaluation", static_cast<std::uint64_t>(position.update)));
  const bool whole = context.composition.needs().whole_batch;
  Evaluation out;
  out.scores = context.batcher.task().evaluator();
  out.scores->decide_by(context.composition.model().decisions());
  BatchScores kept;
  std::size_t done = 0;
  double sum = 0.0, weight = 0.0;
  while (auto loaded = loader.next()) {
    const auto batch = context.batcher.make(std::move(*loaded));
    {
      const Stopwatch watch(out.model_seconds);
      auto view = forward(context, position, batch);
      const auto bad =
          out.scores->add(view, context.composition.scores(view), batch.targets, batch.clips);
      if (!bad.empty()) not_finite(context, position, "the scores are not finite", bad);
      if (with_loss && whole) {
        view.frames = at::Tensor();
        kept.add(view, batch);
      } else if (with_loss) {
        sum += (losses(context, position, view, batch) * batch.weight).sum().item<double>();
        weight += batch.weight.sum().item<double>();
      }
    }
    done += batch.clips.size();
    if (each) each(done);
  }
  if (with_loss && whole && done > 0) {
    out.loss = kept.loss(context, position);
    if (!std::isfinite(out.loss))
      not_finite(context, position, "the loss over all of them is " + exact(out.loss), kept.clips);
  }
  if (with_loss && !whole && weight > 0.0) out.loss = sum / weight;
  return out;
}

std::vector<Prediction> predictions_of(const Evaluation& evaluation, const data::Manifest& manifest,
                                       std::int64_t fold, std::int64_t seed) {
  std::vector<Prediction> out;
  for (auto& row : evaluation.scores->rows()) {
    const auto& utterance = manifest.clips[row.clip].utterance;
    out.push_back({.key = utterance.key,
                   .speaker = utterance.speaker,
                   .fold = fold,
                   .seed = seed,
                   .truth = row.truth,
                   .predicted = row.predicted,
                   .probabilities = std::move(row.probabilities),
                   .cells = std::move(row.cells)});
  }
  return out;
}

}  // namespace serhost::train
