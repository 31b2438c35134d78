// The deciding test is over speakers wherever they are known; folds, seeds and clips only stand in
// for them.
#include "report/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/correction.hpp"

namespace serhost::report {
namespace {

constexpr std::size_t kLeastFolds = 6;  // 2 / 2^6 = 0.03: with fewer, no signs can be under 5 %

using SeedPairs = std::vector<std::pair<const run::EvaluatedSeed*, const run::EvaluatedSeed*>>;

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

/// One difference a fold, its mean over seeds: seeds of a fold share their clips. One a seed where
/// there is one fold.
void compare_units(const SeedPairs& seeds, const std::string& metric, Comparison& out) {
  std::set<std::int64_t> folds;
  bool same_folds = true;
  for (const auto& [a, b] : seeds) {
    folds.insert(a->folds.begin(), a->folds.end());
    same_folds = same_folds && a->folds == b->folds;
  }
  if (same_folds && folds.size() > 1) {
    out.unit = "fold";
    for (const auto fold : folds) {
      double sum = 0.0;
      std::size_t n = 0;
      for (const auto& [a, b] : seeds) {
        const double difference =
            metrics::metric(metric, of_fold(*b, fold)) - metrics::metric(metric, of_fold(*a, fold));
        if (std::isnan(difference)) continue;
        sum += difference;
        ++n;
      }
      if (n > 0) out.by_unit.push_back(sum / static_cast<double>(n));
    }
  } else {
    out.unit = "seed";
    for (const auto& [a, b] : seeds) {
      const double difference =
          metrics::metric(metric, b->outcomes) - metrics::metric(metric, a->outcomes);
      if (!std::isnan(difference)) out.by_unit.push_back(difference);
    }
  }
  out.wilcoxon = metrics::signed_rank(out.by_unit);
  out.flips = metrics::sign_flips(out.by_unit);
}

metrics::McNemar compare_clips(const SeedPairs& seeds) {
  const auto clips = seeds.front().first->clips.size();
  const auto same = std::all_of(seeds.begin(), seeds.end(), [&](const auto& pair) {
    return pair.first->clips == seeds.front().first->clips;
  });
  std::vector<bool> first, second;
  if (same) {
    for (std::size_t i = 0; i < clips; ++i) {
      std::size_t a_right = 0, b_right = 0;
      for (const auto& [a, b] : seeds) {
        a_right += a->outcomes.predicted[i] == a->outcomes.truth[i];
        b_right += b->outcomes.predicted[i] == b->outcomes.truth[i];
      }
      first.push_back(2 * a_right > seeds.size());
      second.push_back(2 * b_right > seeds.size());
    }
  } else {  // every seed tested clips of its own
    for (const auto& [a, b] : seeds) {
      for (std::size_t i = 0; i < a->clips.size(); ++i) {
        first.push_back(a->outcomes.predicted[i] == a->outcomes.truth[i]);
        second.push_back(b->outcomes.predicted[i] == b->outcomes.truth[i]);
      }
    }
  }
  return metrics::mcnemar(first, second);
}

void compare_speakers(const SeedPairs& seeds, const ComparisonOptions& options, Comparison& out) {
  std::vector<metrics::Outcomes> first, second;
  for (const auto& [a, b] : seeds) {
    first.push_back(a->outcomes);
    second.push_back(b->outcomes);
  }
  const auto clips = first.front().size();
  if (std::any_of(first.begin(), first.end(),
                  [&](const auto& seed) { return seed.size() != clips; })) {
    for (const auto& name :
         metrics::metric_names(first.front())) {  // folds drawn anew for each seed
      auto& difference = out.differences[name];
      for (const auto& [a, b] : seeds) {
        difference.first += metrics::metric(name, a->outcomes) / static_cast<double>(seeds.size());
        difference.second += metrics::metric(name, b->outcomes) / static_cast<double>(seeds.size());
      }
      difference.interval.method = "no interval: the test clips differ between seeds";
      difference.p = std::nan("");
    }
    return;
  }
  out.differences = metrics::compare_over_speakers(first, second, options.draws);
}

void decide(const ComparisonOptions& options, Comparison& out) {
  const auto& difference = out.differences.at(options.metric);
  if (std::isfinite(difference.p)) {
    out.p = difference.p;
    out.test =
        fmt::format("permutation test, paired, over {} speakers, {}", difference.interval.speakers,
                    difference.exact ? "all swaps" : fmt::format("{} random swaps", options.draws));
  } else if (out.unit == "fold" && out.by_unit.size() >= kLeastFolds) {
    out.p = out.flips.p;
    out.test = fmt::format("sign-flip test, over {} folds", out.by_unit.size());
  } else if (!out.mcnemar) {
    out.p = std::nan("");
    out.test = fmt::format("no test, fewer than {} speakers and {} folds", metrics::kLeastSpeakers,
                           kLeastFolds);
  } else {
    out.p = out.mcnemar->mid_p;
    out.test = "McNemar's mid-p, over clips taken as independent";
    out.clips_as_units = true;
  }
}

/// What the deciding test could have seen: of speakers where it swaps them, else of folds or seeds.
void look_ahead(const ComparisonOptions& options, std::size_t comparisons, Comparison& out) {
  const auto level = options.level / static_cast<double>(comparisons);
  const auto& difference = out.differences.at(options.metric);
  const bool swaps = std::isfinite(difference.p) && !difference.by_speaker.empty();
  const auto& units = swaps ? difference.by_speaker : out.by_unit;
  out.seen_by = count_of(units.size(), swaps ? "speaker" : out.unit);
  out.detectable = swaps ? metrics::detectable_by_swaps(difference, level)
                         : metrics::detectable_difference(units, level);
}

void add_notes(const std::vector<run::EvaluatedRun>& systems, Comparisons& all) {
  std::size_t paired = 0, untested = 0, by_clips = 0, fewest = 0;
  double smallest = 0.0;
  bool other_seeds = false;
  for (const auto& pair : all.pairs) {
    if (!pair.unpaired.empty()) continue;
    ++paired;
    untested += !pair.is_tested();
    by_clips += pair.clips_as_units;
    const auto& difference = pair.differences.at(all.options.metric);
    if (difference.exact && (fewest == 0 || difference.interval.speakers < fewest)) {
      fewest = difference.interval.speakers;
      smallest = metrics::smallest_p(difference);
    }
    const auto& a = systems[pair.first].seeds;
    const auto& b = systems[pair.second].seeds;
    other_seeds =
        other_seeds || !std::equal(a.begin(), a.end(), b.begin(), b.end(),
                                   [](const auto& x, const auto& y) { return x.seed == y.seed; });
  }
  if (fewest > 0 && smallest * static_cast<double>(paired) >= all.options.level) {
    all.notes.push_back(
        fmt::format("with {} speakers no p is below {:.4g}, so that of {} no difference, "
                    "however large, can be significant; compare fewer "
                    "(--against)",
                    fewest, smallest, count_of(paired, "comparison")));
  }
  if (untested > 0)
    all.notes.push_back("too few known speakers and folds: there is no test, and no p");
  if (by_clips > 0) {
    all.notes.push_back(
        "too few known speakers and folds: p assumes that clips are independent, which clips of "
        "one speaker are not, and is too small");
  }
  if (other_seeds)
    all.notes.push_back(
        "the runs have different seeds; those that both have were paired, or as many as there are");
}

void check_options(const ComparisonOptions& options,
                   const std::vector<run::EvaluatedRun>& systems) {
  const auto known =
      systems.empty() ? metrics::metric_names() : run::metric_names(systems.front().run);
  if (std::find(known.begin(), known.end(), options.metric) == known.end())
    throw UsageError("no metric '" + options.metric + "'." + suggestion(options.metric, known));
  if (!(options.margin > 0.0))
    throw UsageError("the margin must be above 0, found " + exact(options.margin));
}

Comparison compare_pair(const std::vector<run::EvaluatedRun>& systems, std::size_t first,
                        std::size_t second, const ComparisonOptions& options) {
  Comparison pair{first, second};
  const auto seeds = paired_seeds(systems[first], systems[second]);
  pair.unpaired = unpaired(seeds);
  if (!pair.unpaired.empty()) return pair;
  pair.seeds = seeds.size();
  compare_speakers(seeds, options, pair);
  compare_units(seeds, options.metric, pair);
  if (!seeds.front().first->outcomes.of_rows()) pair.mcnemar = compare_clips(seeds);
  pair.equivalence = metrics::equivalence(pair.by_unit, options.margin);
  decide(options, pair);
  return pair;
}

/// Holm's correction over all pairs, and what each could have detected at the corrected level.
void correct(const ComparisonOptions& options, std::vector<Comparison>& pairs) {
  std::vector<double> p;
  for (const auto& pair : pairs) {
    if (pair.is_tested()) p.push_back(pair.p);
  }
  const auto adjusted = metrics::holm(p);
  std::size_t next = 0;
  for (auto& pair : pairs) {
    if (!pair.unpaired.empty()) continue;
    pair.adjusted = pair.is_tested() ? adjusted[next++] : std::nan("");
    look_ahead(options, std::max<std::size_t>(p.size(), 1), pair);
  }
}

std::optional<metrics::Effects> effects_of(const std::vector<run::EvaluatedRun>& systems,
                                           const std::string& metric) {
  std::vector<std::vector<double>> values;
  for (const auto& system : systems) {
    auto& row = values.emplace_back();
    for (const auto& seed : system.seeds) row.push_back(metrics::metric(metric, seed.outcomes));
  }
  return metrics::effects(values);
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t n,
                                                          std::optional<std::size_t> against) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t i = 0; i < n; ++i) {
    if (against) {
      if (i != *against) out.emplace_back(*against, i);
      continue;
    }
    for (std::size_t j = i + 1; j < n; ++j) out.emplace_back(i, j);
  }
  return out;
}

ComparisonOptions with_metric(ComparisonOptions options,
                              const std::vector<run::EvaluatedRun>& systems) {
  require_one_task(systems);
  if (options.metric.empty())
    options.metric =
        systems.empty() ? metrics::main_metric().name : run::main_metric(systems.front().run);
  check_options(options, systems);
  return options;
}

Comparisons compare(const std::vector<run::EvaluatedRun>& systems,
                    const std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                    const ComparisonOptions& wanted) {
  const auto options = with_metric(wanted, systems);
  Comparisons out{options, {}, {}, {}};
  for (const auto& [first, second] : pairs)
    out.pairs.push_back(compare_pair(systems, first, second, options));
  correct(options, out.pairs);
  out.effects = effects_of(systems, options.metric);
  add_notes(systems, out);
  return out;
}

}  // namespace serhost::report
