// F1, average precision and thresholds of single classes, and their means.
#include "metrics/one_against_rest.hpp"

#include <algorithm>
#include <cmath>

#include "metrics/definitions.hpp"

namespace serhost::metrics {
namespace {

/// Highest scores first.
void sort_by_score(std::vector<ScoredClip>& clips) {
  std::sort(clips.begin(), clips.end(),
            [](const auto& a, const auto& b) { return a.score > b.score; });
}

double times_present(const std::vector<ScoredClip>& clips) {
  double sum = 0.0;
  for (const auto& clip : clips) sum += clip.truth ? clip.times : 0.0;
  return sum;
}

}  // namespace

double f1(const OneAgainstRest& counts) {
  const double all = 2.0 * counts.hits + counts.misses + counts.false_alarms;
  return all > 0.0 ? 2.0 * counts.hits / all : 0.0;
}

double mosei_accuracy(const OneAgainstRest& counts) {
  if (!(counts.present() > 0.0) || !(counts.absent() > 0.0)) return kNone;
  return (counts.hits / counts.present() + counts.rejections / counts.absent()) / 2.0;
}

double macro_f1(std::span<const OneAgainstRest> classes) {
  double sum = 0.0, occurring = 0.0;
  for (const auto& counts : classes) {
    if (!counts.occurs()) continue;
    sum += f1(counts);
    occurring += 1.0;
  }
  return occurring > 0.0 ? sum / occurring : kNone;
}

double micro_f1(std::span<const OneAgainstRest> classes) {
  OneAgainstRest sum;
  for (const auto& counts : classes) {
    sum.hits += counts.hits;
    sum.misses += counts.misses;
    sum.false_alarms += counts.false_alarms;
  }
  return sum.occurs() ? f1(sum) : kNone;
}

double weighted_f1(std::span<const OneAgainstRest> classes) {
  double sum = 0.0, present = 0.0;
  for (const auto& counts : classes) {
    sum += counts.present() * f1(counts);
    present += counts.present();
  }
  return present > 0.0 ? sum / present : kNone;
}

double mosei_accuracy(std::span<const OneAgainstRest> classes) {
  double sum = 0.0, defined = 0.0;
  for (const auto& counts : classes) {
    const double value = mosei_accuracy(counts);
    if (std::isnan(value)) continue;
    sum += value;
    defined += 1.0;
  }
  return defined > 0.0 ? sum / defined : kNone;
}

double average_precision(std::vector<ScoredClip> clips) {
  const double present = times_present(clips);
  if (!(present > 0.0)) return kNone;
  sort_by_score(clips);
  double sum = 0.0, hits = 0.0, said = 0.0;
  for (std::size_t i = 0; i < clips.size();) {
    const double before = hits, score = clips[i].score;
    for (; i < clips.size() && clips[i].score == score; ++i) {
      said += clips[i].times;
      if (clips[i].truth) hits += clips[i].times;
    }
    sum += (hits - before) / present * (hits / said);
  }
  return sum;
}

double best_threshold(std::vector<ScoredClip> clips) {
  const double present = times_present(clips);
  if (!(present > 0.0)) return kUndecided;
  sort_by_score(clips);
  double best = kUndecided, best_f1 = -1.0, hits = 0.0, said = 0.0;
  for (std::size_t i = 0; i < clips.size();) {
    const double score = clips[i].score;
    for (; i < clips.size() && clips[i].score == score; ++i) {
      said += clips[i].times;
      if (clips[i].truth) hits += clips[i].times;
    }
    const double threshold = i < clips.size() ? (score + clips[i].score) / 2.0 : score / 2.0;
    const double here = 2.0 * hits / (present + said);
    const bool nearer = std::abs(threshold - kUndecided) < std::abs(best - kUndecided);
    if (here > best_f1 || (here == best_f1 && nearer)) {
      best_f1 = here;
      best = threshold;
    }
  }
  return best;
}

}  // namespace serhost::metrics
