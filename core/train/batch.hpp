// From decoded clips in plain memory to what model and loss take.
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <map>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <string>
#include <vector>

#include "data/loading/loader.hpp"
#include "data/manifest/manifest.hpp"
#include "tasks/task.hpp"

namespace serhost::train {

struct MicroBatch {
  data::Batch clips;      ///< of this process; there may be none where several train together
  std::size_t first = 0;  ///< the place of `clips` in the micro-batch of all processes
  Sequence
      audio;  ///< on the device; where `from_frozen`, what the model's frozen prefix gave for it
  bool from_frozen = false;
  Targets targets;    ///< on the device
  at::Tensor weight;  ///< [B] double on the CPU, as `targets.weight`
  /// Where clips are mixed (data/loading/mixing.hpp): targets of their partners, and [B] what each
  /// of the two weighs in a clip's loss, on the device; they sum up to 1. Else undefined.
  Targets partner_targets{};
  at::Tensor own_share{}, partner_share{};

  /// Of all processes, where there are several and the loss needs the whole batch; else empty.
  data::Batch all{};
  Targets all_targets{};
};

class Batcher {
 public:
  /// `task` gives the targets. `class_weights`: one per class; empty:
  /// every clip weighs 1. The weight of a corpus is none of
  /// this: it decides how often its clips are drawn (data/loading/batches.hpp).
  Batcher(const data::Manifest& manifest, const tasks::Task& task,
          std::vector<double> class_weights, c10::Device device);

  /// Batches no longer hold audio, but what the model's frozen prefix gives for their clips.
  void use(std::function<Sequence(const data::Batch&)> from_frozen) {
    cached_ = std::move(from_frozen);
  }

  double weight_of(std::size_t clip) const;
  MicroBatch make(data::LoadedBatch&& loaded) const;
  Targets targets_of(const data::Batch& clips) const;     ///< on the device
  at::Tensor weights_of(const data::Batch& clips) const;  ///< [B] double on the CPU
  std::string keys(const data::Batch& clips) const;       ///< for messages: "a, b and 14 more"

  const data::Manifest& manifest() const { return manifest_; }
  const tasks::Task& task() const { return task_; }
  const c10::Device& device() const { return device_; }

 private:
  void mix(MicroBatch& out, const data::LoadedBatch& loaded) const;

  const data::Manifest& manifest_;
  const tasks::Task& task_;
  std::vector<double> class_weights_;
  c10::Device device_;
  std::function<Sequence(const data::Batch&)> cached_;
  std::map<std::string, std::int64_t> speakers_;  ///< numbered in the order of their names
};

}  // namespace serhost::train
