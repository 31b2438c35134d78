// Sums over clips: those of the confusion matrix, then those that each metric declares. Rows are
// kept as they are.
#include "metrics/tally.hpp"

#include "base/error.hpp"
#include "metrics/definitions.hpp"
#include "metrics/registry.hpp"

namespace serhost::metrics {
namespace {

constexpr std::size_t kClips = 0, kJudged = 1, kCounts = 2;

bool is_tallied(const MetricInfo& metric) {
  return metric.value != nullptr && metric.is_of("classification");
}

std::size_t sums_of(const MetricInfo& metric, std::size_t classes) {
  return is_tallied(metric) && metric.sums != nullptr ? metric.sums(classes) : 0;
}

std::size_t size_of(std::size_t classes) {
  auto size = kCounts + classes * classes;
  for (const auto& metric : all_metrics()) size += sums_of(metric, classes);
  return size;
}

}  // namespace

Tally::Tally(std::size_t classes) : classes_(classes), sums_(size_of(classes), 0.0) {}

Tally::Tally(const Outcomes& outcomes) : Tally(outcomes.classes) {
  rows_ = {outcomes.rows.evaluator, outcomes.rows.columns, {}};
}

void Tally::add(const Outcomes& outcomes, std::size_t clip) {
  if (rows_.evaluator != nullptr) {
    rows_.append(outcomes.rows, clip);
    times_.push_back(1.0);
    return;
  }
  const std::span<const double> all(outcomes.probabilities);
  add(outcomes.truth.at(clip), outcomes.predicted.at(clip),
      all.empty() ? all : all.subspan(clip * outcomes.classes, outcomes.classes));
}

void Tally::add(std::int64_t truth, std::int64_t predicted, std::span<const double> probabilities) {
  const auto classes = static_cast<std::int64_t>(classes_);
  SERHOST_CHECK(truth >= 0 && truth < classes && predicted >= 0 && predicted < classes);
  SERHOST_CHECK(probabilities.empty() || probabilities.size() == classes_);
  sums_[kClips] += 1.0;
  sums_[kJudged] += probabilities.empty() ? 0.0 : 1.0;
  sums_[kCounts + static_cast<std::size_t>(truth * classes + predicted)] += 1.0;
  std::span<double> rest = std::span(sums_).subspan(kCounts + classes_ * classes_);
  for (const auto& metric : all_metrics()) {
    const auto own = rest.first(sums_of(metric, classes_));
    rest = rest.subspan(own.size());
    if (!is_tallied(metric) || metric.add == nullptr) continue;
    if (metric.of_probabilities && probabilities.empty()) continue;
    metric.add({truth, predicted, probabilities}, own);
  }
}

void Tally::add(const Tally& other, double times) {
  SERHOST_CHECK(classes_ == other.classes_);
  if (rows_.evaluator != nullptr) {
    rows_.append(other.rows_);
    for (const double counted : other.times_) times_.push_back(times * counted);
    return;
  }
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += times * other.sums_[i];
}

Confusion Tally::confusion() const {
  Confusion out(classes_);
  for (std::size_t i = 0; i < classes_; ++i) {
    for (std::size_t j = 0; j < classes_; ++j) {
      out.add(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j),
              static_cast<std::int64_t>(sums_[kCounts + i * classes_ + j]));
    }
  }
  return out;
}

std::map<std::string, double> Tally::metrics() const {
  if (rows_.evaluator != nullptr) return evaluate(rows_, times_);
  const auto counts = confusion();
  std::span<const double> rest = std::span(sums_).subspan(kCounts + classes_ * classes_);
  std::map<std::string, double> out;
  for (const auto& metric : all_metrics()) {
    const auto own = rest.first(sums_of(metric, classes_));
    rest = rest.subspan(own.size());
    if (!is_tallied(metric)) continue;
    // A few clips without probabilities would make the others look like all, hence none rather than
    // some.
    const bool known = !empty() && (!metric.of_probabilities || sums_[kJudged] == sums_[kClips]);
    out[metric.name] = known ? metric.value({counts, sums_[kClips], own}) : kNone;
  }
  return out;
}

}  // namespace serhost::metrics
