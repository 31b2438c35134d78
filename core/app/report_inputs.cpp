// Finds runs below folders. A run's own folders (checkpoints, trials) are not searched; in a sweep
// the ledgers say which runs count.
#include "app/report_inputs.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/earlier_signature.hpp"
#include "app/record_check.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "config/keys.hpp"
#include "config/renamed.hpp"
#include "sweep/merged.hpp"

namespace serhost::app {
namespace fs = std::filesystem;
namespace {

using ReadJson = nlohmann::json;

constexpr int kDeepest = 6;  // folders below the one that was named

/// More entries than a folder of runs holds, however many runs: checkpoints are not looked into.
constexpr std::size_t kMostEntries = 200'000;

bool is_run(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "run.json", ignored);
}

[[noreturn]] void too_large(const fs::path& folder) {
  throw UsageError(folder.string() +
                   " holds too much to search for runs; name the folder in which they lie");
}

/// What a sweep has noted of its cell: the values on the axes, and among how many trials was
/// chosen.
void read_cell(const fs::path& file, run::EvaluatedRun& run) {
  const auto json = ReadJson::parse(read_file(file), nullptr, false);
  const auto texts = [&](const ReadJson& of, const auto& take) {
    const auto overrides = of.is_object() ? of.find("settings") : of.end();
    if (!of.is_object() || overrides == of.end() || !overrides->is_object()) return;
    for (const auto& [axis, value] : overrides->items()) {
      if (value.is_string()) take(config::key_of_today(axis), value.template get<std::string>());
    }
  };
  texts(json, [&](const std::string& axis, const std::string& value) {
    run.keys.try_emplace(axis, value);
  });
  const auto tuning = json.is_object() ? json.find("tuning") : json.end();
  if (!json.is_object() || tuning == json.end() || !tuning->is_object()) return;
  if (const auto done = tuning->find("done"); done != tuning->end() && done->is_number_unsigned())
    run.chosen_among = done->get<std::size_t>();
  if (const auto trials = tuning->find("trials"); trials != tuning->end() && trials->is_array()) {
    for (const auto& trial : *trials)
      texts(trial,
            [&](const std::string& key, const std::string&) { run.keys[key] = run::kTuned; });
  }
}

run::EvaluatedRun tested(run::Run run, const fs::path& folder) {
  auto out = run::read_evaluated_run(std::move(run), folder);
  if (const auto resolved = folder / "resolved.toml"; fs::exists(resolved))
    out.keys = config::keys_of(read_file(resolved), resolved.string());
  check_record(out, folder);
  if (out.run.facts.signature.version == 1) {
    if (auto today = signature_of_today(out.run, folder, out.keys))
      out.run.facts.signature = std::move(*today);
  }
  if (const auto cell = folder / "cell.json"; fs::exists(cell)) read_cell(cell, out);
  return out;
}

/// Collects runs, each once, and ledgers, which are read together at the end.
class Search {
 public:
  void add(const std::string& argument) {
    const auto path = folder_path(argument);
    if (fs::is_regular_file(path)) return ledgers_.push_back(sweep::read_ledger(path));
    if (!fs::is_directory(path))
      throw Error(Exit::missing,
                  argument + ": there is no such folder; name a run, a sweep, or a folder of them");
    if (is_run(path)) {
      if (seen_.insert(fs::absolute(path)).second)
        found_.runs.push_back(tested(run::read_run(path), path));
      return;
    }
    if (!look(path))
      throw Error(Exit::missing,
                  argument + ": holds no run (a folder with run.json) and no ledger of a sweep");
  }

  FoundRuns end() {
    std::map<std::string, std::vector<sweep::LedgerContent>> sweeps;
    for (auto& ledger : ledgers_) {
      auto& same = sweeps[ledger.facts.sweep];
      same.push_back(std::move(ledger));
    }
    if (sweeps.size() == 1 && found_.runs.empty()) {
      found_.sweep = sweeps.begin()->first;
      found_.axes = sweeps.begin()->second.front().facts.axes;
    }
    for (const auto& [name, ledgers] : sweeps) add_sweep(name, sweep::merge(ledgers));
    if (!unfinished_.empty())
      found_.warnings.push_back(count_of(unfinished_.size(), "unfinished run") +
                                " left out, the first " + unfinished_.front().string());
    return std::move(found_);
  }

 private:
  /// Whether there was anything.
  bool look(const fs::path& folder) {
    if (take_ledgers(folder)) return true;
    std::vector<fs::path> runs;
    bool any = false;
    std::size_t entries = 0;
    std::error_code gone, ignored;  // what vanishes or cannot be read holds no run for us
    if (fs::equivalent(folder, "/", ignored)) too_large(folder);
    auto at = fs::recursive_directory_iterator(folder,
                                               fs::directory_options::skip_permission_denied, gone);
    for (; !gone && at != fs::recursive_directory_iterator(); at.increment(gone)) {
      if (++entries > kMostEntries) too_large(folder);
      if (!at->is_directory(ignored) || at->is_symlink(ignored)) continue;
      const bool run = is_run(at->path()), sweep = !run && take_ledgers(at->path());
      if (run) runs.push_back(at->path());
      any = any || run || sweep;
      if (run || sweep || at.depth() >= kDeepest) at.disable_recursion_pending();
    }
    std::sort(runs.begin(), runs.end());
    for (const auto& run : runs) add_run(run);
    return any;
  }

  bool take_ledgers(const fs::path& folder) {
    std::error_code denied;
    if (fs::directory_iterator(folder, denied); denied) return false;
    const auto files = sweep::ledgers_in(folder);
    for (const auto& file : files) ledgers_.push_back(sweep::read_ledger(file));
    return !files.empty();
  }

  /// False where it is not finished.
  bool add_run(const fs::path& folder) {
    if (!seen_.insert(fs::absolute(folder)).second) return true;
    auto run = run::read_run(folder);
    const bool finished = run.is_finished();
    if (finished) found_.runs.push_back(tested(std::move(run), folder));
    else unfinished_.push_back(folder);
    return finished;
  }

  void add_sweep(const std::string& name, const sweep::Merged& merged) {
    std::map<std::string, bool> cells;  // whether each is there, by id
    for (const auto& entry : merged.entries) {
      if (entry.status == sweep::Status::skipped && !entry.reason.starts_with("claimed by "))
        continue;  // excluded
      auto& there = cells.try_emplace(entry.group, false).first->second;
      if (there || entry.status != sweep::Status::done) continue;
      const auto own = fs::path(entry.run).lexically_proximate(fs::current_path());
      // A trial lies in the run that is put together of all, cells/<group>/trials/<id>; until it is
      // there, nothing is chosen.
      const auto run = entry.trial > 0 ? own.parent_path().parent_path() : own;
      if (is_run(run)) there = add_run(run);
      else if (entry.trial == 0)
        found_.warnings.push_back(name + ": " + entry.id + " is done, but its run is not in " +
                                  run.string());
    }
    const auto missing = static_cast<std::size_t>(
        std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return !cell.second; }));
    if (missing > 0)
      found_.warnings.push_back(name + ": " + std::to_string(missing) + " of " +
                                count_of(cells.size(), "cell") +
                                " are not done (serhost ledger show)");
    for (const auto& conflict : merged.conflicts) found_.warnings.push_back(name + ": " + conflict);
  }

  FoundRuns found_;
  std::set<fs::path> seen_;
  std::vector<fs::path> unfinished_;
  std::vector<sweep::LedgerContent> ledgers_;
};

}  // namespace

run::EvaluatedRun compared_run(const fs::path& folder) {
  return tested(run::read_run(folder), folder);
}

run::EvaluatedRun compared_run(run::Run run, const fs::path& folder) {
  return tested(std::move(run), folder);
}

FoundRuns runs_of(const std::vector<std::string>& arguments) {
  Search search;
  for (const auto& argument : arguments) search.add(argument);
  return search.end();
}

}  // namespace serhost::app
