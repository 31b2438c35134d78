// Paired statistics of several systems, corrected over all comparisons of a table, and the refusal
// to rank what does not mean the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/effects.hpp"
#include "metrics/equivalence.hpp"
#include "metrics/mcnemar.hpp"
#include "metrics/paired.hpp"
#include "metrics/registry.hpp"
#include "metrics/signs.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::report {

struct ComparisonOptions {
  std::string metric{};  ///< that is tested and ranked; "": the main one of the systems' task
  double margin = 0.02;  ///< differences below it do not matter
  double level = 0.05;   ///< chance of any false mark in the whole table
};

/// The folds of two systems as a description: what decides is said by Comparison::unit.
struct FoldDifferences {
  std::vector<double> differences{};  ///< of the metric, one per fold: its mean over seeds
  std::optional<double> mean{};       ///< absent where there are fewer than two folds
  metrics::SignTest wilcoxon{}, flips{};
};

/// Two systems on the same clips. All differences are second - first; size, interval, p,
/// equivalence, detectable difference and mark are of one estimand: the pooled metric where
/// speakers are the units, the mean over folds where folds are.
struct Comparison {
  std::size_t first = 0, second = 0;  ///< indices into the list of systems
  std::string unpaired{};             ///< why the clips cannot be paired; then the rest is empty
  std::vector<std::pair<std::int64_t, std::int64_t>> seeds{};  ///< that were paired
  bool other_seeds = false;  ///< not all seeds of both: their values are of the paired ones alone
  std::map<std::string, metrics::Difference> differences{};  ///< by metric
  std::string unit{};       ///< "speaker" or "fold"; "" where nothing is decided
  std::string undecided{};  ///< why: "too few speakers to test: …"
  bool too_few = false;     ///< nothing is decided because there are too few units
  double pooled = 0.0;      ///< difference of the pooled metric, whatever the units
  FoldDifferences folds{};
  /// Of clips, over the signed counts of the seeds; decides nothing. Absent of a task where no clip
  /// is right or wrong.
  std::optional<metrics::McNemar> mcnemar{};
  std::optional<metrics::Equivalence> equivalence{};
  std::optional<double> detectable{};  ///< at level / comparisons: what would have been marked in
                                       ///< 80 % of repetitions; absent where all units agree
  double p = 1.0, adjusted = 1.0;      ///< NaN where nothing is decided; after Holm's correction
  std::string test{};  ///< which test `p` is of, then how it was done: "…, paired, over 6 speakers"

  bool is_decided() const { return unpaired.empty() && undecided.empty(); }
  /// Pooled, one system is ahead, in the mean of folds the other.
  bool is_opposed() const { return folds.mean && pooled * *folds.mean < 0.0; }
};

struct Comparisons {
  ComparisonOptions options;
  std::vector<Comparison> pairs;
  std::optional<metrics::Effects>
      effects;  ///< of systems against seeds, where all have the same (at least 2)
  std::vector<std::string> notes;  ///< what limits these statistics
  bool comparable = true;          ///< false: forced side by side; then nothing is decided

  /// After Holm's correction over the table; never where pooled metric and mean of folds differ in
  /// sign.
  bool is_significant(const Comparison& pair) const {
    return comparable && pair.is_decided() && pair.adjusted < options.level && !pair.is_opposed();
  }
  /// How many of the pairs were decided, over which p is corrected.
  std::size_t decided() const;
};

/// Compares the systems of each pair. Throws UsageError for an unknown metric or a margin that is
/// not positive, Error(failed) for systems of different tasks.
Comparisons compare(const std::vector<run::EvaluatedRun>& systems,
                    const std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                    const ComparisonOptions& options);

/// How much of the spread of a metric is between the systems and how much between seeds; absent
/// where they do not all have the same seeds, or nothing differs: a seed gives every system the
/// same initial weights and batches, other seeds are another factor.
std::optional<metrics::Effects> effects_of(const std::vector<const run::EvaluatedRun*>& systems,
                                           const std::string& metric);

/// Every pair of n, or every other one with `against`.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t n,
                                                          std::optional<std::size_t> against = {});

/// The options with the metric that `compare` tests. Throws as `compare` does.
ComparisonOptions with_metric(ComparisonOptions options,
                              const std::vector<run::EvaluatedRun>& systems);

/// Systems of one name are called by their folders: notes that name them tell them apart.
void tell_apart(std::vector<run::EvaluatedRun>& systems);

/// Throws Error(failed), in one sentence, where the systems are of different tasks: they have no
/// metric in common, so that nothing can be compared, not even by force.
void require_one_task(const std::vector<run::EvaluatedRun>& systems);

/// Why these metrics must not stand in one ranking: a sentence for each field that differs, with
/// the values and the systems that have them. Empty where they may.
std::vector<std::string> reasons_not_to_rank(const std::vector<const run::EvaluatedRun*>& systems);
std::vector<std::string> reasons_not_to_rank(const std::vector<run::EvaluatedRun>& systems);

}  // namespace serhost::report
