// Whether the parts of a result agree: run.json with itself, with predictions.csv, with folds.csv.
#include "run/whole_result.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "run/predictions.hpp"
#include "run/recomputed.hpp"
#include "run/run_json.hpp"

namespace serhost::run {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void incomplete(const fs::path& folder, const std::string& what) {
  throw DataError(folder.string() + ": " + what +
                  "; it was altered after the run. Restore it, or run the experiment again");
}

/// The clips that folds.csv calls tested, as "fold,key".
struct Tested {
  std::set<std::string> clips;
  bool lists_any = false;
};

Tested tested_in(std::string_view folds) {
  Tested out;
  const auto table = read_csv(folds);
  if (table.rows.empty()) return out;
  const auto& head = table.rows.front().fields;
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  };
  const auto key = column("key"), fold = column("fold"), part = column("part");
  if (std::max({key, fold, part}) >= head.size()) return out;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const auto& fields = table.rows[i].fields;
    if (fields.size() != head.size()) continue;
    out.lists_any = true;
    if (fields[part] == "test") out.clips.insert(fields[fold] + "," + valid_utf8(fields[key]));
  }
  return out;
}

using Rows = std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows>;

void require_counts(const Run& run, const Rows& rows, const fs::path& folder) {
  for (const auto& result : run.results) {
    const auto found = rows.find({result.fold, result.seed});
    const auto there = found == rows.end() ? 0 : found->second.keys.size();
    if (there == result.scores.clips) continue;
    incomplete(folder, "predictions.csv has " + std::to_string(there) + " readable rows of fold " +
                           std::to_string(result.fold) + ", seed " + std::to_string(result.seed) +
                           ", but run.json counts " + std::to_string(result.scores.clips));
  }
}

/// Whether clips were predicted in folds that test them.
class TestParts {
 public:
  TestParts(const Run& run, std::string_view folds, const fs::path& folder)
      : tested_(tested_in(folds)), folder_(folder) {
    other_part_ = std::any_of(run.results.begin(), run.results.end(),
                              [](const auto& result) { return result.part != "test"; });
  }

  void require(std::int64_t fold, const std::string& key) const {
    if (!tested_.lists_any || other_part_ ||
        tested_.clips.contains(std::to_string(fold) + "," + key))
      return;
    incomplete(folder_, "predictions.csv and folds.csv contradict each other: clip '" + key +
                            "' was predicted in fold " + std::to_string(fold) +
                            ", where it is not in the test part");
  }

 private:
  Tested tested_;
  bool other_part_ = false;
  const fs::path& folder_;
};

}  // namespace

void require_results(const Run& run, const fs::path& folder) {
  const auto file = folder / "run.json";
  std::set<std::pair<std::int64_t, std::int64_t>> there;
  for (const auto& result : run.results) {
    const auto& seeds = run.facts.seeds;
    if (std::find(seeds.begin(), seeds.end(), result.seed) == seeds.end())
      incomplete(file, "has a result of seed " + std::to_string(result.seed) +
                           ", which is none of its seeds");
    if (!there.emplace(result.fold, result.seed).second)
      incomplete(file, "has two results of fold " + std::to_string(result.fold) + ", seed " +
                           std::to_string(result.seed));
  }
  if (run.results.empty()) incomplete(file, "says that the run is finished, but has no result");
  if (run.summary.empty()) incomplete(file, "says that the run is finished, but has no summary");
  const bool any = std::any_of(run.results.begin(), run.results.end(),
                               [](const auto& result) { return result.scores.clips > 0; });
  if (!any) incomplete(file, "counts no test clip, so that there is nothing to compare");
}

void require_unaltered(const Run& run, const FileText& text_of, const fs::path& folder) {
  for (const auto& [name, hash] : run.files) {
    const auto text = text_of(name);
    if (!text)
      throw Error(Exit::missing, (folder / name).string() +
                                     ": there is no such file, but run.json says what it was; "
                                     "restore it, or run the experiment again");
    if (sha256(*text) != hash)
      incomplete(folder / name, "is not what run.json says that it was when the run ended");
  }
  if (run.altered)
    incomplete(folder / "run.json", "is not what it says of itself (\"" + std::string(kOwnHash) +
                                        "\"): a field has another value than it was given");
}

void require_whole(const Run& run, std::string_view predictions, std::string_view folds,
                   const fs::path& folder) {
  if (!run.is_finished())
    throw Error(Exit::failed, folder.string() + ": the run is not finished; finish it first");
  require_results(run, folder);
  const auto rows = parse_predictions(predictions, run.facts);
  require_counts(run, rows, folder);
  auto computed = run;
  recompute(computed, predictions, rows, folder);
  const TestParts parts(run, folds, folder);
  for (const auto& [at, part] : rows) {
    for (const auto& key : part.keys) parts.require(at.first, key);
  }
}

void require_tested(const EvaluatedRun& read, std::string_view folds, const fs::path& folder) {
  const TestParts parts(read.run, folds, folder);
  for (const auto& seed : read.seeds) {
    for (std::size_t i = 0; i < seed.clips.size(); ++i)
      parts.require(seed.folds.at(i), seed.clips[i]);
  }
}

}  // namespace serhost::run
