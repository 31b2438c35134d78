// Reading a finished run with its predictions, which must be those that run.json counts.
#include "run/evaluated_run.hpp"

#include <limits>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/remedy.hpp"
#include "run/gathered.hpp"
#include "run/predictions.hpp"
#include "run/recomputed.hpp"

namespace serhost::run {
EvaluatedRun read_evaluated_run(const std::filesystem::path& run_directory) {
  return read_evaluated_run(read_run(run_directory), run_directory);
}

EvaluatedRun read_evaluated_run(Run run, const std::filesystem::path& run_directory) {
  EvaluatedRun out;
  out.run = std::move(run);
  out.name = out.run.facts.name;
  out.folders = {run_directory};
  if (!out.run.is_finished()) {
    throw RemediableError(
        Exit::failed,
        run_directory.string() + " is not finished: " + std::to_string(out.run.results.size()) +
            " of " +
            std::to_string(out.run.folds * static_cast<std::int64_t>(out.run.facts.seeds.size())) +
            " folds and seeds are done",
        Remedy::finish);
  }
  const auto file = run_directory / "predictions.csv";
  const auto text = read_file(file);
  const auto rows = parse_predictions(text, out.run.facts);
  std::map<std::int64_t, GatheredClips> seeds;
  for (const auto& result : out.run.results) {
    auto& seed = seeds.try_emplace(result.seed, no_outcomes(out.run.facts)).first->second;
    if (result.scores.clips == 0) continue;
    const auto found = rows.find({result.fold, result.seed});
    const auto there = found == rows.end() ? 0 : found->second.keys.size();
    if (there != result.scores.clips) {
      throw DataError(file.string() + ": has " + std::to_string(there) + " readable rows of fold " +
                      std::to_string(result.fold) + ", seed " + std::to_string(result.seed) +
                      ", but run.json counts " + std::to_string(result.scores.clips));
    }
    seed.add(result.fold, found->second);
  }
  recompute(out.run, text, rows, run_directory);
  for (const auto& [seed, clips] : seeds) out.seeds.push_back(clips.sorted(seed));
  return out;
}

double pooled(const EvaluatedRun& tested, const std::string& metric) {
  if (tested.seeds.empty()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0.0;
  for (const auto& seed : tested.seeds) sum += metrics::metric(metric, seed.outcomes);
  return sum / static_cast<double>(tested.seeds.size());
}

}  // namespace serhost::run
