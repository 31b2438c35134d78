// Predictions are sorted by key, because runs test their folds in any order.
#include "run/evaluated_run.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "run/partition.hpp"
#include "run/predictions.hpp"
#include "run/summary.hpp"

namespace serhost::run {
namespace {

using FoldAndSeed = std::pair<std::int64_t, std::int64_t>;

/// Clips of a seed from all folds, then in the order of their keys.
struct Gathered {
  std::vector<std::string> keys;
  std::vector<std::int64_t> folds;
  metrics::Outcomes outcomes;

  void append(std::int64_t fold, const PredictionRows& rows) {
    keys.insert(keys.end(), rows.keys.begin(), rows.keys.end());
    folds.insert(folds.end(), rows.keys.size(), fold);
    outcomes.classes = rows.outcomes.classes;
    outcomes.append(rows.outcomes);
  }

  EvaluatedSeed sorted(std::int64_t seed) const {
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
      return std::tie(keys[a], folds[a]) < std::tie(keys[b], folds[b]);
    });
    EvaluatedSeed out;
    out.seed = seed;
    out.outcomes.classes = outcomes.classes;
    for (const auto i : order) {
      out.clips.push_back(keys[i]);
      out.folds.push_back(folds[i]);
      out.outcomes.append(outcomes, i);
    }
    return out;
  }
};

bool every_seed_has_every_fold(const std::map<FoldAndSeed, std::filesystem::path>& results) {
  std::set<std::int64_t> folds, seeds;
  for (const auto& [at, folder] : results) {
    folds.insert(at.first);
    seeds.insert(at.second);
  }
  return results.size() == folds.size() * seeds.size();
}

}  // namespace

EvaluatedRun read_evaluated_run(const std::filesystem::path& run_directory) {
  return read_evaluated_run(read_run(run_directory), run_directory);
}

EvaluatedRun read_evaluated_run(Run run, const std::filesystem::path& run_directory) {
  EvaluatedRun out;
  out.run = std::move(run);
  out.name = out.run.facts.name;
  out.folders = {run_directory};
  if (!out.run.is_finished()) {
    throw Error(
        Exit::failed,
        run_directory.string() + " is not finished: " + std::to_string(out.run.results.size()) +
            " of " +
            std::to_string(out.run.folds * static_cast<std::int64_t>(out.run.facts.seeds.size())) +
            " folds and seeds are done; go on with serhost run --resume");
  }
  const auto file = run_directory / "predictions.csv";
  const auto rows = parse_predictions(read_file(file), out.run.facts.classes);
  std::map<std::int64_t, Gathered> seeds;
  for (const auto& result : out.run.results) {
    auto& seed = seeds[result.seed];
    if (result.scores.clips == 0) continue;
    const auto found = rows.find({result.fold, result.seed});
    const auto there = found == rows.end() ? 0 : found->second.keys.size();
    if (there != result.scores.clips) {
      throw DataError(file.string() + ": has " + std::to_string(there) + " readable rows of fold " +
                      std::to_string(result.fold) + ", seed " + std::to_string(result.seed) +
                      ", but run.json counts " + std::to_string(result.scores.clips));
    }
    seed.append(result.fold, found->second);
  }
  for (const auto& [seed, clips] : seeds) out.seeds.push_back(clips.sorted(seed));
  return out;
}

EvaluatedRun merge_by_seed(std::vector<EvaluatedRun> parts) {
  SERHOST_CHECK(!parts.empty());
  if (parts.size() == 1) return std::move(parts.front());
  auto out = std::move(parts.front());
  std::map<FoldAndSeed, std::filesystem::path> from;
  for (const auto& result : out.run.results) from[{result.fold, result.seed}] = out.folders.front();
  std::set<std::string> partitions;
  const auto folds_of = [&](const EvaluatedRun& part) {
    if (const auto* const folds = part.run.facts.signature.find("folds")) partitions.insert(*folds);
  };
  folds_of(out);
  std::map<std::int64_t, Gathered> seeds;
  const auto gather = [&](const EvaluatedRun& part) {
    for (const auto& seed : part.seeds) {
      auto& gathered = seeds[seed.seed];
      gathered.keys.insert(gathered.keys.end(), seed.clips.begin(), seed.clips.end());
      gathered.folds.insert(gathered.folds.end(), seed.folds.begin(), seed.folds.end());
      gathered.outcomes.classes = seed.outcomes.classes;
      gathered.outcomes.append(seed.outcomes);
    }
  };
  gather(out);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto& part = parts[i];
    folds_of(part);
    gather(part);
    for (auto& result : part.run.results) {
      const auto [at, fresh] =
          from.emplace(FoldAndSeed{result.fold, result.seed}, part.folders.front());
      if (!fresh) {
        throw Error(Exit::failed, "fold " + std::to_string(result.fold) + ", seed " +
                                      std::to_string(result.seed) +
                                      " of the same experiment is in " + at->second.string() +
                                      " and in " + part.folders.front().string() +
                                      "; name only one of them");
      }
      out.run.results.push_back(std::move(result));
    }
    auto& history = out.run.history;
    history.insert(history.end(), part.run.history.begin(), part.run.history.end());
    out.folders.insert(out.folders.end(), part.folders.begin(), part.folders.end());
    out.chosen_among = std::max(out.chosen_among, part.chosen_among);
    out.run.wall_seconds += part.run.wall_seconds;
    out.run.peak_memory = std::max(out.run.peak_memory, part.run.peak_memory);
    out.run.started = std::min(out.run.started, part.run.started);
    out.run.finished = std::max(out.run.finished, part.run.finished);
    for (const auto seed : part.run.facts.seeds) {
      auto& all = out.run.facts.seeds;
      if (std::find(all.begin(), all.end(), seed) == all.end()) all.push_back(seed);
    }
    for (auto& note : part.run.facts.notes) {
      auto& notes = out.run.facts.notes;
      if (std::find(notes.begin(), notes.end(), note) == notes.end())
        notes.push_back(std::move(note));
    }
  }
  std::set<std::int64_t> folds;
  for (const auto& [at, folder] : from) folds.insert(at.first);
  out.run.folds = static_cast<std::int64_t>(folds.size());
  std::sort(out.run.facts.seeds.begin(), out.run.facts.seeds.end());
  auto& label = out.run.facts.signature.label;
  if (const auto at = label.find("seeds:"); at != std::string::npos) {
    const auto end = label.find_first_not_of("0123456789", at + 6);
    label.replace(at + 6, (end == std::string::npos ? label.size() : end) - at - 6,
                  std::to_string(out.run.facts.seeds.size()));
  }
  // Runs of single folds name theirs; together they are comparable with any others that were
  // divided alike.
  if (auto* const field = out.run.facts.signature.find("folds");
      field != nullptr && !partitions.empty()) {
    *field = joined_partitions(partitions, every_seed_has_every_fold(from));
  }
  std::map<FoldAndSeed, metrics::Outcomes> outcomes;
  out.seeds.clear();
  for (const auto& [seed, clips] : seeds) {
    out.seeds.push_back(clips.sorted(seed));
    const auto& sorted = out.seeds.back();
    for (std::size_t i = 0; i < sorted.clips.size(); ++i) {
      auto& fold = outcomes[{sorted.folds[i], seed}];
      fold.classes = sorted.outcomes.classes;
      fold.append(sorted.outcomes, i);
    }
  }
  out.run.summary = summarize(out.run.results, outcomes);
  return out;
}

double pooled(const EvaluatedRun& tested, const std::string& metric) {
  if (tested.seeds.empty()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0.0;
  for (const auto& seed : tested.seeds) sum += metrics::metric(metric, seed.outcomes);
  return sum / static_cast<double>(tested.seeds.size());
}

}  // namespace serhost::run
