// One class of several that a clip may have at once: present or absent, and said to be so.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace serhost::metrics {

/// The threshold of a class of which nothing is known.
inline constexpr double kUndecided = 0.5;

/// Counts, which may be fractions of clips.
struct OneAgainstRest {
  double hits = 0.0, misses = 0.0, false_alarms = 0.0, rejections = 0.0;

  void add(bool truth, bool predicted, double times) {
    (truth ? (predicted ? hits : misses) : (predicted ? false_alarms : rejections)) += times;
  }
  double present() const { return hits + misses; }
  double absent() const { return false_alarms + rejections; }
  bool occurs() const { return hits + misses + false_alarms > 0.0; }  ///< in truth or prediction
};

/// 2 hits / (2 hits + misses + false alarms); 0 where the class does not occur.
double f1(const OneAgainstRest& counts);

/// Weighted accuracy of an emotion as MOSEI's papers define it (Tong et al. 2017): (hits P_absent /
/// P_present + rejections) / (2 P_absent), the mean of both recalls. NaN without clips of either.
double mosei_accuracy(const OneAgainstRest& counts);

/// The mean over the classes that occur in truth or prediction; NaN where none does.
double macro_f1(std::span<const OneAgainstRest> classes);
double micro_f1(std::span<const OneAgainstRest> classes);  ///< of the sums; NaN likewise
/// Weighted by the clips in which a class is present; NaN where none is.
double weighted_f1(std::span<const OneAgainstRest> classes);
/// The mean over the classes where it is defined.
double mosei_accuracy(std::span<const OneAgainstRest> classes);

/// A clip of a class: whether it is present, the score, and how often the clip counts.
struct ScoredClip {
  bool truth = false;
  double score = 0.0, times = 1.0;
};

/// Average precision: the sum over thresholds of (gain in recall) x precision; equal scores are one
/// threshold. NaN where the class is never present.
double average_precision(std::vector<ScoredClip> clips);

/// The threshold t with the highest F1 of "score > t": a middle between neighbors, of equally good
/// ones that nearest to 0.5; 0.5 where the class is never present.
double best_threshold(std::vector<ScoredClip> clips);

}  // namespace serhost::metrics
