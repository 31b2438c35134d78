// One model and one clip: scores of what was done to it, and gradients.
#pragma once

#include <functional>
#include <vector>

#include "train/attribution.hpp"
#include "train/restored.hpp"

namespace serhost::train {

/// On the CPU, row by row.
std::vector<double> numbers_of(const at::Tensor& values);

/// [run] `restored`, in eval mode and without trainable parameters, must outlive it.
class ExaminedClip {
 public:
  /// `audio` [T]. `against_others`: a score is what it is above the mean of all others. Adding the
  /// same to all changes no softmax, so that of one alone nothing follows.
  ExaminedClip(Restored& restored, const at::Tensor& audio, bool against_others);

  /// Whether gradients are taken of the front end's frames, and not of the waveform.
  bool by_front_end() const { return by_front_end_; }

  const at::Tensor& audio() const { return audio_; }  ///< on the model's device

  /// [outputs] of the clip as it is.
  at::Tensor scores();

  double score(std::int64_t output);  ///< of the clip as it is

  /// By how much the score `output` falls for each of `count` changed clips.
  std::vector<double> falls(std::size_t count, std::int64_t output,
                            const std::function<at::Tensor(std::size_t i)>& changed);

  Attribution gradients(std::int64_t output, double tolerance);

  /// [1, F] of the pooling; undefined where it weighs nothing.
  at::Tensor attention();

 private:
  at::Tensor scores_of(const at::Tensor& waveforms);
  at::Tensor output_of(const View& view, std::int64_t output);
  at::Tensor one_of(const at::Tensor& scores, std::int64_t output) const;  ///< [B]
  Step step() const;

  Restored& restored_;
  model::Model& model_;
  at::Tensor audio_;
  at::Tensor scores_;  ///< of the clip as it is, once they were asked for
  bool against_others_, by_front_end_;
};

}  // namespace serhost::train
