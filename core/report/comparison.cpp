// The table of comparisons: Holm's correction over all of them, and what limits them.
#include "report/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/correction.hpp"
#include "report/comparison_words.hpp"
#include "report/paired_systems.hpp"

namespace serhost::report {
namespace {

std::vector<std::int64_t> seeds_of(const run::EvaluatedRun& system) {
  std::vector<std::int64_t> out;
  for (const auto& seed : system.seeds) out.push_back(seed.seed);
  return out;
}

std::string text_of(const std::vector<std::int64_t>& seeds) {
  std::vector<std::string> out;
  for (const auto seed : seeds) out.push_back(std::to_string(seed));
  return join(out, ", ");
}

/// One speaker in several folds: folds are then no more independent than that speaker's clips.
bool folds_share_speakers(const run::EvaluatedRun& system) {
  for (const auto& seed : system.seeds) {
    std::map<std::string, std::int64_t> fold_of;
    for (std::size_t i = 0; i < seed.outcomes.speakers.size(); ++i) {
      const auto& speaker = seed.outcomes.speakers[i];
      if (speaker && fold_of.emplace(*speaker, seed.folds[i]).first->second != seed.folds[i])
        return true;
    }
  }
  return false;
}

/// Where nearly every clip has a speaker of its own: then clips are what the test takes for units.
std::string speakers_that_are_clips(const run::EvaluatedRun& system) {
  std::set<std::string> speakers, clips;
  for (const auto& seed : system.seeds) {
    clips.insert(seed.clips.begin(), seed.clips.end());
    for (const auto& speaker : seed.outcomes.speakers) {
      if (speaker) speakers.insert(*speaker);
    }
  }
  if (10 * speakers.size() < 9 * clips.size()) return "";
  return fmt::format(
      "the {} have {}: nearly every clip is called a speaker of its own, and if they are not, "
      "intervals are too narrow and marks too many",
      count_of(clips.size(), "test clip"), count_of(speakers.size(), "speaker"));
}

void add_notes(const std::vector<run::EvaluatedRun>& systems, Comparisons& all) {
  std::size_t too_few = 0, opposed = 0;
  bool shared = false;
  std::map<std::string, std::size_t> undecided;  // for another reason than too few units
  std::set<std::string> other_seeds, hardly_people;
  for (const auto& pair : all.pairs) {
    if (!pair.unpaired.empty()) continue;
    if (!pair.is_decided()) ++(pair.too_few ? too_few : undecided[pair.undecided]);
    if (pair.unit == "speaker") {
      if (auto note = speakers_that_are_clips(systems[pair.first]); !note.empty())
        hardly_people.insert(std::move(note));
    }
    opposed += pair.is_opposed() ? 1 : 0;
    shared = shared || (pair.unit == "fold" && folds_share_speakers(systems[pair.first]));
    const auto a = seeds_of(systems[pair.first]), b = seeds_of(systems[pair.second]);
    if (pair.other_seeds) {
      other_seeds.insert(fmt::format(
          "{} has the seeds {} and {} the seeds {}: their difference is that of the seeds {}",
          systems[pair.first].name, text_of(a), systems[pair.second].name, text_of(b),
          seeds_text(pair)));
    }
  }
  const auto compared = count_of(all.pairs.size(), "comparison");
  if (too_few > 0) {
    all.notes.push_back(
        fmt::format("{} of {} not tested: with fewer than {} speakers or folds nothing can be said "
                    "of others",
                    too_few, compared, metrics::kLeastTested));
  }
  for (const auto& [reason, count] : undecided)
    all.notes.push_back(fmt::format("{} of {} not tested: {}", count, compared, reason));
  if (opposed > 0) {
    all.notes.push_back(fmt::format(
        "in {} one system is ahead in the pooled metric and the other in the mean of folds, so "
        "that neither is marked",
        count_of(opposed, "comparison")));
  }
  if (shared) {
    all.notes.push_back(
        "the folds share their speakers: the test is of other clips of these speakers, not of "
        "other speakers");
  }
  all.notes.insert(all.notes.end(), hardly_people.begin(), hardly_people.end());
  all.notes.insert(all.notes.end(), other_seeds.begin(), other_seeds.end());
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

/// Holm's correction over all that were decided, and what each could have detected at that level.
void correct(Comparisons& all) {
  std::vector<double> p;
  for (const auto& pair : all.pairs) {
    if (pair.is_decided()) p.push_back(pair.p);
  }
  const auto adjusted = metrics::holm(p);
  const auto level = all.options.level / static_cast<double>(std::max<std::size_t>(p.size(), 1));
  std::size_t next = 0;
  for (auto& pair : all.pairs) {
    pair.adjusted = std::nan("");
    if (!pair.is_decided()) continue;
    pair.adjusted = adjusted[next++];
    pair.detectable =
        metrics::detectable_difference(pair.differences.at(all.options.metric).estimate, level);
  }
}

}  // namespace

std::size_t Comparisons::decided() const {
  return static_cast<std::size_t>(std::count_if(
      pairs.begin(), pairs.end(), [](const auto& pair) { return pair.is_decided(); }));
}

std::optional<metrics::Effects> effects_of(const std::vector<const run::EvaluatedRun*>& systems,
                                           const std::string& metric) {
  std::vector<std::vector<double>> values;
  for (const auto* const system : systems) {
    if (seeds_of(*system) != seeds_of(*systems.front())) return std::nullopt;
    auto& row = values.emplace_back();
    for (const auto& seed : system->seeds) row.push_back(metrics::metric(metric, seed.outcomes));
  }
  return metrics::effects(values);
}

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
  correct(out);
  std::vector<const run::EvaluatedRun*> all;
  for (const auto& system : systems) all.push_back(&system);
  out.effects = effects_of(all, options.metric);
  add_notes(systems, out);
  return out;
}

}  // namespace serhost::report
