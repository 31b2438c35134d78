#include "run/recomputed.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "run/contradiction.hpp"
#include "run/summary.hpp"

namespace serhost::run {
namespace {

constexpr const char* kFiles = "run.json and predictions.csv";

void require_same(const std::filesystem::path& folder, const std::string& where,
                  const std::string& metric, double recorded, double computed) {
  if (same_number(recorded, computed)) return;
  contradiction(
      folder, kFiles, where,
      metric + " is " + exact(recorded) + ", but " + exact(computed) + " by the predictions");
}

void require_same(const std::filesystem::path& folder, const std::string& where,
                  const std::string& what, const std::string& recorded,
                  const std::string& computed) {
  if (recorded == computed) return;
  contradiction(folder, kFiles, where,
                what + " is \"" + recorded + "\", but \"" + computed + "\" by the predictions");
}

std::string speakers_text(const std::optional<std::size_t>& speakers) {
  return speakers ? std::to_string(*speakers) : "unknown";
}

std::string bound_text(const std::optional<double>& bound) {
  return bound ? exact(*bound) : "none";
}

/// Confusion, recalls and counts of one fold and seed.
void require_counts(const std::filesystem::path& folder, const std::string& where,
                    const metrics::Scores& recorded, const metrics::Scores& computed) {
  const auto known = [](const metrics::Scores& scores) {
    return scores.speakers_known ? std::optional(scores.speakers) : std::nullopt;
  };
  require_same(folder, where, "the number of speakers", speakers_text(known(recorded)),
               speakers_text(known(computed)));
  const auto classes = recorded.confusion.classes();
  if (classes == 0 || classes != computed.confusion.classes()) return;
  for (std::size_t i = 0; i < classes * classes; ++i) {
    if (recorded.confusion.at(i / classes, i % classes) !=
        computed.confusion.at(i / classes, i % classes))
      contradiction(folder, kFiles, where, "the confusion matrices differ");
  }
  require_same(folder, where, "the number of classes present",
               std::to_string(recorded.classes_present), std::to_string(computed.classes_present));
  for (std::size_t i = 0; i < recorded.recall.size(); ++i) {
    const auto& before = recorded.recall[i];
    const auto& now = computed.recall.at(i);
    if (before.has_value() != now.has_value() || (before && !same_number(*before, *now)))
      contradiction(folder, kFiles, where, "the recalls differ");
  }
}

/// Deviations and numbers of speakers of any version. Intervals of records that hash their
/// predictions alone: those before were made by another method.
void require_summary(const std::filesystem::path& folder, const std::string& name,
                     const MetricSummary& recorded, const MetricSummary& computed, bool intervals) {
  const std::string where = "the summary";
  require_same(folder, where, name, recorded.pooled, computed.pooled);
  require_same(folder, where, name + " (mean of the folds)", recorded.folds_mean,
               computed.folds_mean);
  require_same(folder, where, name + " (deviation of the folds)", recorded.folds_sd,
               computed.folds_sd);
  require_same(folder, where, name + " (deviation of the seeds)", recorded.seeds_sd,
               computed.seeds_sd);
  if (!std::isnan(recorded.chance))  // records of earlier versions lack it
    require_same(folder, where, name + " (chance level)", recorded.chance, computed.chance);
  require_same(folder, where, name + " (speakers)", speakers_text(recorded.speakers),
               speakers_text(computed.speakers));
  if (!intervals) return;
  require_same(folder, where, name + " (method of the interval)", recorded.method, computed.method);
  const auto bound = [&](const char* which, const std::optional<double>& before,
                         const std::optional<double>& now) {
    if (before && now && same_number(*before, *now)) return;
    require_same(folder, where, name + which, bound_text(before), bound_text(now));
  };
  bound(" (lower bound)", recorded.low, computed.low);
  bound(" (upper bound)", recorded.high, computed.high);
}

std::string text_of(const std::set<std::int64_t>& seeds) {
  std::vector<std::string> out;
  for (const auto seed : seeds) out.push_back(std::to_string(seed));
  return join(out, ", ");
}

/// The seeds that a run says it has are those that its predictions are of.
void require_seeds(const Run& run, const std::filesystem::path& folder) {
  const std::set<std::int64_t> recorded(run.facts.seeds.begin(), run.facts.seeds.end());
  std::set<std::int64_t> there;
  for (const auto& result : run.results) there.insert(result.seed);
  if (!there.empty())
    require_same(folder, "the seeds", "the list", text_of(recorded), text_of(there));
}

}  // namespace

void recompute(Run& run, std::string_view predictions,
               const std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows>& rows,
               const std::filesystem::path& folder) {
  require_seeds(run, folder);
  std::map<std::pair<std::int64_t, std::int64_t>, metrics::Outcomes> outcomes;
  for (auto& result : run.results) {
    const std::pair key(result.fold, result.seed);
    const auto found = rows.find(key);
    auto& clips = outcomes.emplace(key, no_outcomes(run.facts)).first->second;
    if (found != rows.end()) clips = found->second.outcomes;
    auto scores = metrics::score(clips);
    const auto where =
        "fold " + std::to_string(result.fold) + ", seed " + std::to_string(result.seed);
    for (const auto& [name, recorded] : result.scores.metrics) {
      if (const auto own = scores.metrics.find(name); own != scores.metrics.end())
        require_same(folder, where, name, recorded, own->second);
    }
    require_counts(folder, where, result.scores, scores);
    result.scores = std::move(scores);
  }
  if (!run.predictions_hash.empty() && run.predictions_hash != sha256(predictions))
    contradiction(folder, kFiles, "the hash of predictions.csv", "the file is another one");
  auto summary = summarize(run.results, outcomes);
  for (const auto& [name, recorded] : run.summary) {
    const auto own = summary.find(name);
    if (own == summary.end()) continue;
    require_summary(folder, name, recorded, own->second, !run.predictions_hash.empty());
  }
  run.summary = std::move(summary);
}

}  // namespace serhost::run
