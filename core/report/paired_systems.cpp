// Clips and seeds are never units: clips of one speaker resemble each other, seeds share all clips.
#include "report/paired_systems.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.hpp"

namespace serhost::report {
namespace {

using SeedPairs = std::vector<std::pair<const run::EvaluatedSeed*, const run::EvaluatedSeed*>>;
using FoldOutcomes = std::vector<std::vector<metrics::Outcomes>>;  // [folds][seeds]

/// Seeds that both have; where there are none, as many as there are of either, in their order.
SeedPairs paired_seeds(const run::EvaluatedRun& first, const run::EvaluatedRun& second) {
  SeedPairs out;
  for (const auto& a : first.seeds) {
    for (const auto& b : second.seeds) {
      if (a.seed == b.seed) out.emplace_back(&a, &b);
    }
  }
  if (!out.empty()) return out;
  for (std::size_t i = 0; i < std::min(first.seeds.size(), second.seeds.size()); ++i)
    out.emplace_back(&first.seeds[i], &second.seeds[i]);
  return out;
}

std::string unpaired(const SeedPairs& seeds) {
  if (seeds.empty()) return "one of them has no result";
  for (const auto& [a, b] : seeds) {
    if (a->outcomes.classes != b->outcomes.classes) return "they have different numbers of classes";
    if (a->clips != b->clips) return "they were not tested on the same clips";
    if (!metrics::same_truth(a->outcomes, b->outcomes))
      return a->outcomes.of_rows() ? "the truths of their test clips differ"
                                   : "the labels of their test clips differ";
    if (a->outcomes.speakers != b->outcomes.speakers)
      return "the speakers of their test clips differ";
    if (a->clips.empty()) return "no clip was tested";
  }
  return "";
}

metrics::Outcomes of_fold(const run::EvaluatedSeed& seed, std::int64_t fold) {
  const auto& all = seed.outcomes;
  auto out = all.emptied();
  for (std::size_t i = 0; i < seed.folds.size(); ++i) {
    if (seed.folds[i] == fold) out.append(all, i);
  }
  return out;
}

/// The folds of both, or nothing where systems or seeds divide the clips in other ways: then the
/// folds of two seeds share clips and are no units.
std::pair<FoldOutcomes, FoldOutcomes> common_folds(const SeedPairs& seeds) {
  const auto& all = *seeds.front().first;
  for (const auto& [a, b] : seeds) {
    if (a->folds != b->folds || a->folds != all.folds || a->clips != all.clips) return {};
  }
  std::pair<FoldOutcomes, FoldOutcomes> out;
  for (const auto fold : std::set<std::int64_t>(all.folds.begin(), all.folds.end())) {
    auto& before = out.first.emplace_back();
    auto& after = out.second.emplace_back();
    for (const auto& [a, b] : seeds) {
      before.push_back(of_fold(*a, fold));
      after.push_back(of_fold(*b, fold));
    }
  }
  return out;
}

FoldDifferences describe_folds(const std::pair<FoldOutcomes, FoldOutcomes>& folds,
                               const std::string& metric) {
  const auto mean = [&](const std::vector<metrics::Outcomes>& seeds) {
    double sum = 0.0;
    for (const auto& seed : seeds) sum += metrics::metric(metric, seed);
    return sum / static_cast<double>(seeds.size());
  };
  FoldDifferences out;
  for (std::size_t f = 0; f < folds.first.size(); ++f) {
    const double difference = mean(folds.second[f]) - mean(folds.first[f]);
    if (std::isfinite(difference)) out.differences.push_back(difference);
  }
  if (out.differences.size() > 1) out.mean = metrics::mean_of(out.differences).value;
  out.wilcoxon = metrics::signed_rank(out.differences);
  out.flips = metrics::sign_flips(out.differences);
  return out;
}

/// Right answers of the second less those of the first, summed over the seeds of a clip.
metrics::McNemar compare_clips(const SeedPairs& seeds) {
  std::map<std::string, std::pair<int, bool>> clips;  // by key: signed count, differs in some seed
  for (const auto& [a, b] : seeds) {
    for (std::size_t i = 0; i < a->clips.size(); ++i) {
      const int before = a->outcomes.predicted[i] == a->outcomes.truth[i],
                after = b->outcomes.predicted[i] == b->outcomes.truth[i];
      auto& [count, differs] = clips[a->clips[i]];
      count += after - before;
      differs = differs || after != before;
    }
  }
  std::vector<int> counts;
  std::vector<bool> differs;
  for (const auto& [key, clip] : clips) {
    counts.push_back(clip.first);
    differs.push_back(clip.second);
  }
  return metrics::mcnemar_of_seeds(counts, differs);
}

/// "too few speakers to test: unknown speakers and 2 folds, but 6 of either are needed".
std::string too_few(std::size_t speakers, std::size_t folds) {
  std::string out = "too few speakers to test: ";
  const auto least = std::to_string(metrics::kLeastTested);
  out += speakers > 0 ? count_of(speakers, "speaker") : "unknown speakers";
  out += folds > 0 ? " and " + count_of(folds, "fold") : " and no folds that all seeds share";
  return out + ", but " + least + " of either are needed";
}

/// Sets unit, differences, p and test; or says why not.
void decide(const SeedPairs& seeds, const std::pair<FoldOutcomes, FoldOutcomes>& folds,
            const ComparisonOptions& options, Comparison& out) {
  std::vector<metrics::Outcomes> first, second;
  for (const auto& [a, b] : seeds) {
    first.push_back(a->outcomes);
    second.push_back(b->outcomes);
  }
  out.differences = metrics::compare_over_speakers(first, second);
  const auto& speakers = out.differences.at(options.metric);
  out.pooled = speakers.second - speakers.first;
  out.p = std::nan("");
  if (speakers.estimate.units >= metrics::kLeastTested && std::isfinite(speakers.p)) {
    out.unit = "speaker";
  } else if (speakers.estimate.units < metrics::kLeastTested &&
             out.folds.differences.size() >= metrics::kLeastTested) {
    out.unit = "fold";
    out.differences = metrics::compare_over_folds(folds.first, folds.second);
  } else {
    const std::string none = "no interval: ";
    const auto& method = speakers.interval.method;
    out.too_few = speakers.estimate.units < metrics::kLeastTested;
    // With speakers enough something else stands against a test, of which their number says
    // nothing.
    out.undecided = out.too_few ? too_few(speakers.estimate.units, out.folds.differences.size())
                    : method.starts_with(none) ? method.substr(none.size())
                                               : method;
    for (auto& [name, difference] : out.differences) difference.p = std::nan("");
    return;
  }
  const auto& decided = out.differences.at(options.metric);
  out.p = decided.p;
  const auto units = count_of(decided.estimate.units, out.unit);
  out.test = decided.estimate.has_spread()
                 ? "t test, paired, over " + units
                 : "sign test, paired, over " + units + " that all show the same difference";
  out.equivalence = metrics::equivalence(decided.estimate, options.margin);
}

}  // namespace

Comparison compare_pair(const std::vector<run::EvaluatedRun>& systems, std::size_t first,
                        std::size_t second, const ComparisonOptions& options) {
  Comparison pair{first, second};
  const auto seeds = paired_seeds(systems[first], systems[second]);
  pair.unpaired = unpaired(seeds);
  if (!pair.unpaired.empty()) return pair;
  for (const auto& [a, b] : seeds) {
    pair.seeds.emplace_back(a->seed, b->seed);
    pair.other_seeds = pair.other_seeds || a->seed != b->seed;
  }
  pair.other_seeds = pair.other_seeds || seeds.size() != systems[first].seeds.size() ||
                     seeds.size() != systems[second].seeds.size();
  const auto folds = common_folds(seeds);
  pair.folds = describe_folds(folds, options.metric);
  if (!seeds.front().first->outcomes.of_rows()) pair.mcnemar = compare_clips(seeds);
  decide(seeds, folds, options, pair);
  return pair;
}

}  // namespace serhost::report
