#include "run/recomputed.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "run/summary.hpp"

namespace serhost::run {
namespace {

/// The sums are made in the same order, so that this allows for other processors alone.
bool same(double recorded, double computed) {
  if (std::isnan(recorded)) return true;  // not recorded, or undefined
  return std::abs(recorded - computed) <= 1e-9 * std::max(1.0, std::abs(recorded));
}

[[noreturn]] void contradiction(const std::filesystem::path& folder, const std::string& where,
                                const std::string& what) {
  throw DataError(
      folder.string() + ": run.json and predictions.csv contradict each other in " + where + ": " +
      what + "; one of them was altered after the run. Restore it, or run the experiment again");
}

void require_same(const std::filesystem::path& folder, const std::string& where,
                  const std::string& metric, double recorded, double computed) {
  if (same(recorded, computed)) return;
  contradiction(
      folder, where,
      metric + " is " + exact(recorded) + ", but " + exact(computed) + " by the predictions");
}

}  // namespace

void recompute(Run& run, std::string_view predictions,
               const std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows>& rows,
               const std::filesystem::path& folder) {
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
    const auto classes = result.scores.confusion.classes();
    for (std::size_t i = 0; i < classes * classes && classes == scores.confusion.classes(); ++i) {
      if (result.scores.confusion.at(i / classes, i % classes) !=
          scores.confusion.at(i / classes, i % classes))
        contradiction(folder, where, "the confusion matrices differ");
    }
    result.scores = std::move(scores);
  }
  auto summary = summarize(run.results, outcomes);
  for (const auto& [name, recorded] : run.summary) {
    const auto own = summary.find(name);
    if (own == summary.end()) continue;
    require_same(folder, "the summary", name, recorded.pooled, own->second.pooled);
    require_same(folder, "the summary", name + " (mean of the folds)", recorded.folds_mean,
                 own->second.folds_mean);
  }
  run.summary = std::move(summary);
  if (!run.predictions_hash.empty() && run.predictions_hash != sha256(predictions))
    contradiction(folder, "the hash of predictions.csv", "the file is another one");
}

}  // namespace serhost::run
