// A trainer with a small model and its clips, and no fold around it.
#pragma once

#include "core/train/fixtures.hpp"
#include "train/trainer.hpp"

namespace serhost::train {

inline constexpr std::size_t kClipsOfTrainer = 16;

/// A small model, its clips and a trainer, all made anew.
struct Trained {
  explicit Trained(Collective& collective, const std::string& precision = "fp32",
                   std::shared_ptr<Loss> loss = std::make_shared<fakes::CrossEntropy>())
      : composition(fakes::composer([&](const Task&) { return loss; })(task, 5)),
        context{.composition = composition,
                .batcher = batcher,
                .collective = collective,
                .precision = model::Precision::of(precision),
                .seed = 5,
                .place = "a test",
                .epochs = 10},
        trainer(context, table()) {
    composition.train(true);
  }

  static config::TrainTable table() {
    auto out = fakes::experiment().train;
    out.schedule.name = "linear";
    out.clip_norm = 1.0;
    return out;
  }

  std::vector<MicroBatch> batch(std::size_t first, std::size_t size) const {
    data::LoadedBatch loaded;
    loaded.longest = 75;
    const fakes::UpAndDown source;
    for (auto clip = first; clip < first + size; ++clip) {
      auto samples = source.read(manifest.clips[clip].utterance).samples;
      loaded.clips.push_back(clip);
      loaded.lengths.push_back(static_cast<std::int64_t>(samples.size()));
      samples.resize(75, 0.0F);
      loaded.values.insert(loaded.values.end(), samples.begin(), samples.end());
    }
    std::vector<MicroBatch> out;
    out.push_back(batcher.make(std::move(loaded)));
    return out;
  }

  /// Updates on four clips each, round and round; the losses of all.
  std::vector<double> run(std::int64_t updates) {
    std::vector<double> losses;
    for (std::int64_t u = 0; u < updates; ++u) {
      const auto done = trainer.update(batch(static_cast<std::size_t>(u % 4) * 4, 4),
                                       {.update = u, .updates = updates, .epoch = u / 4});
      losses.push_back(done.total.loss / done.total.weight);
      rates.push_back(done.lr);
    }
    return losses;
  }

  data::Manifest manifest = fakes::up_and_down(kClipsOfTrainer);
  FoldTask task = fakes::task_of(manifest, {0, 1, 2, 3});
  Batcher batcher{manifest, *task.rules, {1.0, 1.0}, at::kCPU};
  Composition composition;
  TrainContext context;
  Trainer trainer;
  std::vector<double> rates;
};

}  // namespace serhost::train
