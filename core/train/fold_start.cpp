#include "train/fold_start.hpp"

#include "model/randomness.hpp"
#include "train/conversation.hpp"
#include "train/fit.hpp"
#include "train/frozen_prefix.hpp"
#include "train/read_features.hpp"

namespace serhost::train {
namespace {

/// Also in a resumed run: a component may keep more than its buffers, and what it keeps must be the
/// same.
void fit_components(FoldRun& fold) {
  const auto each_clip = [&](const auto& observe) {
    const auto clips = fold.clips.one_by_one();
    while (auto clip = clips->next()) {
      observe(fold.batcher.make(std::move(*clip)).audio);
      if (fold.asked_to_stop()) fold.stopped(fold.stage("fitting"));
    }
  };
  fit(fold.composition, each_clip, fold.context.precision);
}

/// Features that were made before take the place of audio.
void read_features(FoldRun& fold) {
  const auto& chain = fold.composition.model().chain();
  auto read = feature_reader(chain, fold.job.manifest);
  if (!read) return;
  const auto& parts = fold.job.fold;
  const auto histories = histories_of(fold.job);
  for (const auto* part : {&parts.train, &parts.validation, &parts.test})
    check_features(chain, fold.job.manifest, histories ? histories->heard_by(*part) : *part);
  fold.clips.without_audio();
  if (!histories) return fold.batcher.use(std::move(read));
  fold.batcher.use([histories, width = utterance_width(chain),
                    vectors = mean_reader(std::move(read))](const data::Batch& targets) {
    return batch_of_histories(targets, *histories, width, vectors);
  });
}

void use_cached_features(FoldRun& fold) {
  train::use_cached_features(fold.job, fold.task, fold.composition, fold.clips, fold.batcher,
                             [&](std::size_t done, std::size_t total) {
                               fold.progress.tell(fold.stage("features"),
                                                  static_cast<std::int64_t>(done),
                                                  static_cast<std::int64_t>(total));
                               // Processes have unlike numbers of clips to compute.
                               if (fold.asked_here()) fold.stopped(fold.stage("features"));
                             });
}

/// What the head is given in evaluation: computed in the precision of the run, then fp32.
Sequence frames_for_head(FoldRun& fold, const MicroBatch& batch, Step& step) {
  auto& chain = fold.composition.model().chain();
  const auto precision = fold.context.precision.scope(fold.job.device.type());
  auto frames = batch.from_frozen ? chain.forward_trainable(batch.audio, step)
                                  : chain.forward(batch.audio, step);
  if (fold.context.precision.is_full()) return frames;
  frames.values = frames.values.to(at::kFloat);
  if (frames.summary.defined()) frames.summary = frames.summary.to(at::kFloat);
  return frames;
}

/// Likewise also in a resumed run: it is the work of a moment, and the same bits.
void fit_heads(FoldRun& fold) {
  if (!fits_at_once(fold.composition)) return;
  require_fit_at_once(fold.composition, fold.batcher.targets_of({fold.job.fold.train.front()}),
                      fold.table, fold.job.experiment.head.component.place.text());
  Step step;
  step.random = model::make_generator(0);
  train::fit_heads(fold.composition, [&](FitsAtOnce::Part part, const auto& observe) {
    const auto& clips =
        part == FitsAtOnce::Part::train ? fold.job.fold.train : fold.job.fold.validation;
    const auto load = fold.clips.each_of(clips);
    while (auto clip = load->next()) {
      const auto batch = fold.batcher.make(std::move(*clip));
      observe(frames_for_head(fold, batch, step), batch.targets);
      if (fold.asked_to_stop()) fold.stopped(fold.stage("fitting"));
    }
  });
}

}  // namespace

void start_fold(FoldRun& fold) {
  fold.composition.to(fold.job.device);
  if (fold.job.manifest.dialogues) require_utterance_encoder(fold.composition);
  read_features(fold);
  fit_components(fold);
  use_cached_features(fold);
  fit_heads(fold);
}

}  // namespace serhost::train
