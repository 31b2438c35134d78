// Every metric goes through one tally, so that a number is the same wherever it appears.
#include "metrics/scores.hpp"

#include <set>

#include "base/error.hpp"
#include "metrics/classification.hpp"
#include "metrics/registry.hpp"
#include "metrics/tally.hpp"

namespace serhost::metrics {
namespace {

Tally tally(const Outcomes& outcomes) {
  const auto n = outcomes.truth.size();
  SERHOST_CHECK(outcomes.predicted.size() == n);
  SERHOST_CHECK(outcomes.probabilities.empty() ||
                outcomes.probabilities.size() == n * outcomes.classes);
  SERHOST_CHECK(outcomes.speakers.empty() || outcomes.speakers.size() == n);
  const std::span<const double> probabilities(outcomes.probabilities);
  Tally out(outcomes.classes);
  for (std::size_t i = 0; i < n; ++i) {
    out.add(outcomes.truth[i], outcomes.predicted[i],
            probabilities.empty() ? probabilities
                                  : probabilities.subspan(i * outcomes.classes, outcomes.classes));
  }
  return out;
}

}  // namespace

void Outcomes::append(const Outcomes& other) {
  SERHOST_CHECK(classes == other.classes);
  const auto extend = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  // Columns stay parallel where only one side has them: unknown speakers are filled in, partial
  // probabilities are dropped.
  if (speakers.empty() != other.speakers.empty()) speakers.resize(truth.size());
  const bool judged = (truth.empty() || !probabilities.empty()) &&
                      (other.truth.empty() || !other.probabilities.empty());
  extend(speakers, other.speakers);
  extend(truth, other.truth);
  extend(predicted, other.predicted);
  if (judged) extend(probabilities, other.probabilities);
  else probabilities.clear();
  if (!speakers.empty()) speakers.resize(truth.size());
}

void Outcomes::append(const Outcomes& other, std::size_t clip) {
  SERHOST_CHECK(classes == other.classes && clip < other.truth.size());
  truth.push_back(other.truth[clip]);
  predicted.push_back(other.predicted[clip]);
  if (!other.speakers.empty()) speakers.push_back(other.speakers[clip]);
  if (other.probabilities.empty()) return;
  const auto row = other.probabilities.begin() + static_cast<std::ptrdiff_t>(clip * classes);
  probabilities.insert(probabilities.end(), row, row + static_cast<std::ptrdiff_t>(classes));
}

std::vector<std::string> metric_names() {
  std::vector<std::string> out;
  for (const auto& metric : all_metrics()) {
    if (metric.value != nullptr && metric.is_of("classification")) out.push_back(metric.name);
  }
  return out;
}

Scores score(const Outcomes& outcomes) {
  const auto sums = tally(outcomes);
  Scores out;
  out.metrics = sums.metrics();
  out.confusion = sums.confusion();
  out.recall = recalls(out.confusion);
  out.clips = outcomes.truth.size();
  out.classes_present = out.confusion.classes_present();
  std::set<std::string> known;
  out.speakers_known = !outcomes.speakers.empty();
  for (const auto& speaker : outcomes.speakers) {
    if (speaker) known.insert(*speaker);
    else out.speakers_known = false;
  }
  out.speakers = known.size();
  return out;
}

double metric(const std::string& name, const Outcomes& outcomes) {
  const auto all = tally(outcomes).metrics();
  const auto found = all.find(name);
  SERHOST_CHECK(found != all.end());
  return found->second;
}

}  // namespace serhost::metrics
