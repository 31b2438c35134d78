// One batch again and again. A model, loss and optimizer that cannot learn eight clips by heart
// cannot learn a corpus.
#include "train/evaluate.hpp"
#include "train/trial.hpp"

namespace serhost::train {
namespace {

/// How many clips are right in eval mode; absent of a task without labels.
std::optional<std::size_t> right_of(FoldRun& fold, const data::Batch& clips) {
  const auto load = fold.clips.evaluation({clips.begin(), clips.end()});
  const auto evaluation = evaluate(fold.context, *load, fold.position, false);
  fold.composition.train(true);
  std::size_t right = 0;
  for (const auto& one : predictions_of(evaluation, fold.job.manifest, 1, fold.job.seed)) {
    if (one.truth < 0) return std::nullopt;
    right += one.truth == one.predicted ? 1 : 0;
  }
  return right;
}

}  // namespace

Overfit overfit_batch(const TrialJob& job, std::int64_t most_updates) {
  constexpr std::int64_t kLookEvery = 10;
  Trial trial(job, most_updates);
  const auto batch = trial.next();
  data::Batch clips;
  for (const auto& micro : batch) clips.insert(clips.end(), micro.clips.begin(), micro.clips.end());
  Overfit out;
  out.clips = clips.size();
  while (out.updates < most_updates && !out.learned) {
    out.losses.push_back(trial.update(batch, 1.0));
    ++out.updates;
    if (out.updates % kLookEvery != 0 && out.updates < most_updates) continue;
    out.right = right_of(trial.fold(), clips);
    out.learned =
        out.right ? *out.right == out.clips : out.losses.back() < 0.1 * out.losses.front();
  }
  return out;
}

}  // namespace serhost::train
