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
  const auto n = outcomes.size();
  SERHOST_CHECK(outcomes.predicted.size() == outcomes.truth.size());
  SERHOST_CHECK(outcomes.probabilities.empty() ||
                outcomes.probabilities.size() == n * outcomes.classes);
  SERHOST_CHECK(outcomes.speakers.empty() || outcomes.speakers.size() == n);
  Tally out(outcomes);
  for (std::size_t i = 0; i < n; ++i) out.add(outcomes, i);
  return out;
}

}  // namespace

Outcomes Outcomes::emptied() const {
  Outcomes out;
  out.classes = classes;
  out.rows = {rows.evaluator, rows.columns, {}};
  return out;
}

void Outcomes::append(const Outcomes& other) {
  SERHOST_CHECK(classes == other.classes && of_rows() == other.of_rows());
  const auto extend = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  // Columns stay parallel where only one side has them: unknown speakers are filled in, partial
  // probabilities are dropped.
  if (speakers.empty() != other.speakers.empty()) speakers.resize(size());
  const bool judged = (truth.empty() || !probabilities.empty()) &&
                      (other.truth.empty() || !other.probabilities.empty());
  extend(speakers, other.speakers);
  extend(truth, other.truth);
  extend(predicted, other.predicted);
  if (of_rows()) rows.append(other.rows);
  if (judged) extend(probabilities, other.probabilities);
  else probabilities.clear();
  if (!speakers.empty()) speakers.resize(size());
}

void Outcomes::append(const Outcomes& other, std::size_t clip) {
  SERHOST_CHECK(classes == other.classes && of_rows() == other.of_rows() && clip < other.size());
  if (!other.speakers.empty()) speakers.push_back(other.speakers[clip]);
  if (of_rows()) return rows.append(other.rows, clip);
  truth.push_back(other.truth[clip]);
  predicted.push_back(other.predicted[clip]);
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

std::vector<std::string> metric_names(const Outcomes& outcomes) {
  if (!outcomes.of_rows()) return metric_names();
  std::vector<std::string> out;
  for (const auto& [name, value] : evaluate(outcomes.emptied().rows)) out.push_back(name);
  return in_table_order(std::move(out));
}

bool same_truth(const Outcomes& a, const Outcomes& b) {
  return a.of_rows() || b.of_rows() ? same_truth(a.rows, b.rows) : a.truth == b.truth;
}

Scores score(const Outcomes& outcomes) {
  const auto sums = tally(outcomes);
  Scores out;
  out.metrics = sums.metrics();
  out.confusion = sums.confusion();
  out.recall = recalls(out.confusion);
  out.clips = outcomes.size();
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
