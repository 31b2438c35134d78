// Evaluates the model on a list of clips.
#include "train/evaluate.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "distributed/together.hpp"
#include "model/randomness.hpp"
#include "tasks/targets.hpp"
#include "train/clock.hpp"
#include "train/objective.hpp"

namespace serhost::train {
namespace {

/// Outputs of every batch, kept for a loss that must see all clips at once.
struct BatchScores {
  std::vector<at::Tensor> outputs, embeddings, lengths;
  std::vector<Targets> targets;
  data::Batch clips;

  void add(const View& view, const Targets& of_clips, const data::Batch& batch) {
    if (view.output.defined()) outputs.push_back(view.output);
    if (view.embedding.defined()) embeddings.push_back(view.embedding);
    lengths.push_back(view.lengths);
    targets.push_back(of_clips);
    clips.insert(clips.end(), batch.begin(), batch.end());
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

/// By the clip, so that every evaluation asks the same.
std::vector<std::uint64_t> streams(const TrainContext& context, const MicroBatch& batch) {
  std::vector<std::uint64_t> out;
  if (context.composition.objective() == nullptr) return out;
  for (const auto clip : batch.clips)
    out.push_back(stream_seed(context.seed, "evaluation/objective", clip));
  return out;
}

View forward(const TrainContext& context, const Position& position, const MicroBatch& batch) {
  auto step = make_step(context, "backbone", 0, position, false);
  step.sink = nullptr;
  const auto precision = context.precision.scope(context.batcher.device().type());
  return context.composition.forward(batch.audio, step, batch.from_frozen, streams(context, batch));
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

/// What a batch gave.
struct EvaluatedBatch {
  View view;
  at::Tensor scores, losses;  ///< the second where each clip has its own and it is wanted
  at::Tensor weights;         ///< [B] double
  data::Batch clips;
};

/// Adds up batches in their order.
class Sums {
 public:
  Sums(const TrainContext& context, const Position& position, bool with_loss)
      : context_(context),
        position_(position),
        with_loss_(with_loss),
        whole_(context.composition.needs().whole_batch) {
    out.scores = context.batcher.task().evaluator();
    out.scores->decide_by(context.composition.model().decisions());
  }

  EvaluatedBatch of(MicroBatch& batch) {
    const Stopwatch watch(out.model_seconds);
    weigh(context_.composition, batch, streams(context_, batch));
    EvaluatedBatch made{forward(context_, position_, batch), {}, {}, batch.weight, batch.clips};
    made.scores = context_.composition.scores(made.view);
    if (with_loss_ && !whole_) made.losses = losses(context_, position_, made.view, batch);
    return made;
  }

  void add(EvaluatedBatch made, const Targets& targets) {
    const Stopwatch watch(out.model_seconds);
    const auto bad = out.scores->add(made.view, made.scores, targets, made.clips);
    if (!bad.empty()) not_finite(context_, position_, "the scores are not finite", bad);
    ++batches_;
    if (with_loss_ && whole_) {
      made.view.frames = at::Tensor();
      kept_.add(made.view, targets, made.clips);
    } else if (with_loss_) {
      sum_ += (made.losses * made.weights).sum().item<double>();
      weight_ += made.weights.sum().item<double>();
    }
  }

  Evaluation finish() {
    if (with_loss_ && whole_ && batches_ > 0) {
      out.loss = kept_.loss(context_, position_);
      if (!std::isfinite(out.loss))
        not_finite(context_, position_, "the loss over all of them is " + exact(out.loss),
                   kept_.clips);
    }
    if (with_loss_ && !whole_ && weight_ > 0.0) out.loss = sum_ / weight_;
    return std::move(out);
  }

  Evaluation out;

 private:
  const TrainContext& context_;
  const Position& position_;
  const bool with_loss_, whole_;
  BatchScores kept_;
  std::size_t batches_ = 0;
  double sum_ = 0.0, weight_ = 0.0;
};

/// The batches of all processes, in the order in which they were dealt out.
std::vector<EvaluatedBatch> of_all(const TrainContext& context,
                                   const std::vector<EvaluatedBatch>& mine) {
  constexpr std::size_t kTensors = 7;
  distributed::TensorList sent;
  for (const auto& batch : mine) {
    const std::vector<std::int64_t> clips(batch.clips.begin(), batch.clips.end());
    sent.insert(sent.end(), {at::tensor(clips), batch.view.output, batch.view.embedding,
                             batch.view.lengths, batch.scores, batch.losses, batch.weights});
  }
  const auto given = context.collective.all_gather(sent);
  std::vector<EvaluatedBatch> out;
  const auto on_device = [&](const at::Tensor& tensor) {
    return tensor.defined() ? tensor.to(context.batcher.device()) : tensor;
  };
  for (std::size_t round = 0; kTensors * round < given.front().size(); ++round) {
    for (const auto& list : given) {
      if (kTensors * round >= list.size()) continue;
      const auto* at = &list[kTensors * round];
      EvaluatedBatch batch{
          {on_device(at[1]), on_device(at[2]), {}, at[3]}, on_device(at[4]), at[5], at[6], {}};
      const auto* clips = at[0].const_data_ptr<std::int64_t>();
      batch.clips.assign(clips, clips + at[0].numel());
      out.push_back(std::move(batch));
    }
  }
  return out;
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
  Sums sums(context, position, with_loss);
  auto& all = context.collective;
  std::vector<EvaluatedBatch> mine;
  std::size_t done = 0;
  while (true) {
    auto loaded = loader.next();
    // Processes have as many batches, or one less than the first.
    const auto clips =
        distributed::sum_of(all, static_cast<std::int64_t>(loaded ? loaded->clips.size() : 0));
    if (clips == 0) break;
    if (loaded) {
      auto batch = context.batcher.make(std::move(*loaded));
      auto made = sums.of(batch);
      if (all.size == 1) sums.add(std::move(made), batch.targets);
      else {
        made.view.frames = at::Tensor();
        mine.push_back(std::move(made));
      }
    }
    done += clips;
    if (each) each(done);
  }
  if (all.size > 1) {
    for (auto& made : of_all(context, mine)) {
      const auto targets = context.batcher.targets_of(made.clips);
      sums.add(std::move(made), targets);
    }
  }
  return sums.finish();
}

std::vector<Prediction> predictions_of(const Evaluation& evaluation, const data::Manifest& manifest,
                                       std::int64_t fold, std::int64_t seed) {
  std::vector<Prediction> out;
  for (auto& row : evaluation.scores->rows()) {
    const auto& utterance = manifest.clips[row.clip].utterance;
    if (manifest.dialogues) {
      row.cells.push_back(utterance.dialogue.value_or(""));
      row.cells.push_back(utterance.turn ? std::to_string(*utterance.turn) : "");
    }
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
