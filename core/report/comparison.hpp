// Paired statistics of several systems, corrected over all comparisons of a table, and the refusal
// to rank what does not mean the same.
#pragma once

#include <cmath>
#include <cstddef>
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
  std::size_t draws = 2000;
};

/// Two systems on the same clips. All differences are second - first.
struct Comparison {
  std::size_t first = 0, second = 0;  ///< indices into the list of systems
  std::string unpaired{};             ///< why the clips cannot be paired; then the rest is empty
  std::size_t seeds = 0;              ///< that were paired
  std::map<std::string, metrics::Difference> differences{};  ///< by metric
  /// Of clips that more than half of the seeds get right; absent of a task where none is right or
  /// wrong.
  std::optional<metrics::McNemar> mcnemar{};
  std::string unit{};                     ///< "fold", or "seed" where there is one fold
  std::vector<double> by_unit{};          ///< differences of the metric
  metrics::SignTest wilcoxon{}, flips{};  ///< over `by_unit`
  std::optional<metrics::Equivalence> equivalence{};
  std::optional<double> detectable{};  ///< at level / comparisons: what would have been marked in
                                       ///< 80 % of repetitions; infinite where nothing
  std::string seen_by{};  ///< the units that `detectable` rests on: "10 speakers", "5 folds"
  double p = 1.0, adjusted = 1.0;  ///< of `test`; after Holm's correction over the table
  std::string test{};  ///< which test `p` is of, then how it was done: "…, paired, over 6 speakers"
  bool clips_as_units =
      false;  ///< there were too few speakers and folds: p takes clips as independent

  /// Whether there is a p: the clips could be paired, and there were units for a test.
  bool is_tested() const { return unpaired.empty() && !std::isnan(p); }
};

struct Comparisons {
  ComparisonOptions options;
  std::vector<Comparison> pairs;
  std::optional<metrics::Effects>
      effects;  ///< of systems against seeds, where all have as many (at least 2)
  std::vector<std::string> notes;  ///< what limits these statistics

  /// After Holm's correction over the table.
  bool is_significant(const Comparison& pair) const {
    return pair.unpaired.empty() && pair.adjusted < options.level;
  }
};

/// Compares the systems of each pair. Throws UsageError for an unknown metric or a margin that is
/// not positive, Error(failed) for systems of different tasks.
Comparisons compare(const std::vector<run::EvaluatedRun>& systems,
                    const std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                    const ComparisonOptions& options);

/// Every pair of n, or every other one with `against`.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t n,
                                                          std::optional<std::size_t> against = {});

/// The options with the metric that `compare` tests. Throws as `compare` does.
ComparisonOptions with_metric(ComparisonOptions options,
                              const std::vector<run::EvaluatedRun>& systems);

/// Throws Error(failed), in one sentence, where the systems are of different tasks: they have no
/// metric in common, so that nothing can be compared, not even by force.
void require_one_task(const std::vector<run::EvaluatedRun>& systems);

/// Why these metrics must not stand in one ranking: a sentence for each field that differs, with
/// the values and the systems that have them. Empty where they may.
std::vector<std::string> reasons_not_to_rank(const std::vector<const run::EvaluatedRun*>& systems);
std::vector<std::string> reasons_not_to_rank(const std::vector<run::EvaluatedRun>& systems);

}  // namespace serhost::report
