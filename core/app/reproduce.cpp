// Packs, data, run, numbers: each step ends it where the next one would mean nothing.
#include "app/reproduce.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "app/experiment_check.hpp"
#include "app/remedy.hpp"
#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "config/foreign_variables.hpp"
#include "metrics/rows.hpp"
#include "pack/bundle.hpp"
#include "run/record_files.hpp"
#include "run/run_json.hpp"
#include "run/whole_result.hpp"
#include "train/checked_run.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// Installs the bundle's packs that are not there, as pinned by its lock.
void install_missing(const ReproduceJob& job, const pack::Bundle& bundle,
                     const pack::LockFile& lock) {
  const auto installed = user_packs().list();
  for (const auto& plugin : lock.plugins) {
    if (plugin.source != "pack") continue;
    const auto same = [&](const auto& each) { return each.content == plugin.content; };
    if (std::any_of(installed.begin(), installed.end(), same)) continue;
    const auto at = std::find_if(bundle.packs.begin(), bundle.packs.end(), [&](const auto& file) {
      return file.path == plugin.pack + pack::kEnding;
    });
    if (at == bundle.packs.end())
      throw Error(Exit::untrusted,
                  "the bundle does not contain the pack " + plugin.pack + ", which its lock lists");
    const auto folder = job.folder / "packs";
    make_directory(folder);
    replace_file(folder / at->path, at->bytes);
    const auto done =
        install_pack(folder / at->path, Trust::pinned, job.folder / pack::kLockFile, job.reports);
    if (job.installed) job.installed(done);
  }
}

/// What of this machine the bundle's experiment reads is told before anything is done with it.
void tell_variables(const Session& session, const fs::path& experiment, const ReproduceJob& job) {
  const auto registry = registry_of(session);
  const auto read = config::foreign_variables(experiment, job.overrides, config::finder(registry));
  if (read.empty() || !job.reports.progress) return;
  std::vector<std::string> words;
  for (const auto& each : read) words.push_back(each.name + " (" + each.key + ")");
  job.reports.progress("the bundle reads these variables for paths: " + join(words, ", "));
}

/// The data must be the same before anything is trained.
void compare_data(const Session& session, const fs::path& experiment,
                  const std::vector<std::string>& overrides, const run::Run& original) {
  Faults faults;
  const auto prepared = prepare(session, experiment, overrides, faults);
  faults.throw_if_any();
  if (prepared.manifest.hash == original.facts.manifest_hash) return;
  throw Error(Exit::failed,
              "the data differ from those of the original run: " +
                  count_of(prepared.manifest.clips.size(), "clip") + " here, " +
                  count_of(original.facts.clips, "clip") +
                  " then, or other labels or speakers; the numbers could not be compared");
}

/// Goes on with the run where there is one: whoever asked for a reproduction asks again.
RunOutcome run_again(const Session& session, const ReproduceJob& job, const fs::path& experiment,
                     RunObserver& observer) {
  const auto folder = job.folder / "run";
  const RunJob run{.experiment = experiment,
                   .overrides = job.overrides,
                   .folder = folder,
                   .resume = fs::exists(folder / "run.json"),
                   .locked = true,
                   .other_bundled = true,  // whether they give other numbers is the question
                   .stop = job.stop,
                   .started = job.started};
  try {
    return run_experiment(session, run, observer);
  } catch (const RemediableError& error) {
    if (error.remedy() != Remedy::resume) throw;
    throw RemediableError(error.exit(), error.what(), Remedy::repeat);
  }
}

/// The columns that hold what was predicted: the class where there is one, else all that is not
/// the truth, behind key, speaker, fold and seed.
std::vector<std::size_t> predicted_columns(const std::vector<std::string>& head) {
  constexpr std::size_t kOwn = 4;
  const auto label = std::find(head.begin(), head.end(), "predicted");
  if (label != head.end()) return {static_cast<std::size_t>(label - head.begin())};
  std::vector<std::size_t> out;
  for (std::size_t i = kOwn; i < head.size(); ++i) {
    if (!metrics::is_truth(head[i])) out.push_back(i);
  }
  return out;
}

/// By key and seed: what was predicted.
std::map<std::pair<std::string, std::string>, std::string> predicted(const std::string& text) {
  std::map<std::pair<std::string, std::string>, std::string> out;
  const auto table = read_csv(text);
  if (table.rows.empty()) return out;
  const auto column = [&](const char* name) {
    const auto& head = table.rows[0].fields;
    return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  };
  const auto key = column("key"), seed = column("seed");
  const auto columns = table.rows[0].fields.size();
  const auto values = predicted_columns(table.rows[0].fields);
  for (std::size_t i = 1; i < table.rows.size() && std::max(key, seed) < columns; ++i) {
    const auto& fields = table.rows[i].fields;
    if (fields.size() != columns) continue;
    std::vector<std::string> cells;
    for (const auto value : values) cells.push_back(fields[value]);
    out[{fields[key], fields[seed]}] = csv_line(cells);
  }
  return out;
}

void compare_predictions(const std::string& original, const std::string& here, Reproduction& out) {
  out.same_bits = original == here;
  const auto there = predicted(original), now = predicted(here);
  out.original_clips = there.size();
  for (const auto& [key, value] : there) {
    const auto at = now.find(key);
    out.same_predictions += at != now.end() && at->second == value ? 1 : 0;
  }
}

std::vector<ReproducedMetric> compare_metrics(const run::Run& original, const run::Run& here,
                                              double tolerance) {
  std::vector<ReproducedMetric> out;
  for (const auto& [name, summary] : original.summary) {
    const auto at = here.summary.find(name);
    ReproducedMetric metric;
    metric.name = name;
    metric.original = summary.pooled;
    metric.here =
        at == here.summary.end() ? std::numeric_limits<double>::quiet_NaN() : at->second.pooled;
    const bool both_undefined = std::isnan(metric.original) && std::isnan(metric.here);
    metric.difference = both_undefined ? 0.0 : metric.here - metric.original;
    metric.within = std::abs(metric.difference) <= tolerance;
    out.push_back(metric);
  }
  return out;
}

/// The files that the record hashed, as far as bundles take them along.
void require_as_bundled(const run::Run& original, const pack::Bundle& bundle,
                        const std::string& name) {
  auto taken = original;
  std::erase_if(taken.files, [](const auto& file) {
    return file.first != pack::kLockFile && file.first != "experiment.toml" &&
           std::find(run::kResultFiles.begin(), run::kResultFiles.end(), file.first) ==
               run::kResultFiles.end();
  });
  run::require_unaltered(
      taken,
      [&](const std::string& file) -> std::optional<std::string> {
        if (file == pack::kLockFile) return bundle.lock;
        if (file == "experiment.toml") return bundle.written;
        const auto* const there = bundle.result(file);
        return there == nullptr ? std::nullopt : std::optional(there->bytes);
      },
      name);
}

}  // namespace

bool Reproduction::reproduced() const {
  return std::all_of(metrics.begin(), metrics.end(), [](const auto& one) { return one.within; });
}

Reproduction reproduce(const Session& session, const ReproduceJob& job, RunObserver& observer) {
  const auto name = job.bundle.string();
  const auto bundle = pack::read_bundle(read_file(job.bundle), name);
  const auto original = run::parse_run_json(bundle.result("run.json")->bytes, name + ": run.json");
  const auto* const folds = bundle.result("folds.csv");
  run::require_whole(original, bundle.result("predictions.csv")->bytes,
                     folds == nullptr ? "" : folds->bytes, name);
  const auto lock = pack::parse_lock(bundle.lock, name + ": " + pack::kLockFile);
  require_as_bundled(original, bundle, name);

  const auto experiment = job.folder / "reproduce.toml";
  make_directory(job.folder);
  replace_file(experiment, bundle.experiment);
  replace_file(job.folder / pack::kLockFile, bundle.lock);
  install_missing(job, bundle, lock);
  tell_variables(session, experiment, job);
  compare_data(session, experiment, job.overrides, original);

  Reproduction out;
  out.run = run_again(session, job, experiment, observer);
  train::check_checkpoints(out.run.folder);  // of a run that was there already
  out.metrics = compare_metrics(original, run::read_run(out.run.folder), job.tolerance);
  compare_predictions(bundle.result("predictions.csv")->bytes,
                      read_file(out.run.folder / "predictions.csv"), out);
  return out;
}

}  // namespace serhost::app
