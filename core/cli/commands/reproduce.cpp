// serhost reproduce: installs what is missing, runs the bundle's experiment with its lock, and
// compares the numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>

#include "app/experiment_check.hpp"
#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/pack.hpp"
#include "pack/bundle.hpp"
#include "pack/lock.hpp"
#include "run/run_json.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

double tolerance_of(const Parsed& parsed) {
  if (!parsed.has("tolerance")) return 1e-6;
  const auto text = parsed.text("tolerance");
  std::size_t used = 0;
  const double value = leading_number(text, used);
  if (used == 0 || used != text.size() || !std::isfinite(value) || value < 0.0)
    throw UsageError("--tolerance is '" + text + "', but must be a number of 0 or more");
  return value;
}

/// Installs the bundle's packs that are not there, by the rules of `pack install`.
void install_missing(const Globals& globals, const pack::Bundle& bundle, const pack::LockFile& lock,
                     const fs::path& folder) {
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
                  "the bundle does not hold the pack " + plugin.pack + ", which its lock lists");
    make_directory(folder);
    replace_file(folder / at->path, at->bytes);
    const auto done =
        install_pack(globals, folder / at->path, "pinned", folder.parent_path() / pack::kLockFile);
    if (!globals.quiet)
      std::cerr << done.name << " " << done.version << " is installed, " << done.origin << "\n";
  }
}

/// The data must be the same before anything is trained.
void compare_data(const Globals& globals, const fs::path& experiment,
                  const std::vector<std::string>& overrides, const run::Run& original) {
  Faults faults;
  const auto prepared = app::prepare(globals, experiment, overrides, faults);
  faults.throw_if_any();
  if (prepared.manifest.hash == original.facts.manifest_hash) return;
  throw Error(Exit::failed,
              "the data is not what the original run saw: " +
                  count_of(prepared.manifest.clips.size(), "clip") + " here, " +
                  count_of(original.facts.clips, "clip") +
                  " there, or other labels or speakers; the numbers could not be compared");
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
  const auto key = column("key"), seed = column("seed"), value = column("predicted");
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const auto& fields = table.rows[i].fields;
    if (std::max({key, seed, value}) < fields.size())
      out[{fields[key], fields[seed]}] = fields[value];
  }
  return out;
}

void compare_predictions(const std::string& original, const std::string& here) {
  if (original == here) {
    fmt::print("predictions   the same, bit for bit\n");
    return;
  }
  const auto there = predicted(original), now = predicted(here);
  std::size_t same = 0;
  for (const auto& [key, value] : there) {
    const auto at = now.find(key);
    same += at != now.end() && at->second == value ? 1 : 0;
  }
  fmt::print("predictions   {} of {} are the same class\n", same, there.size());
}

/// Whether all differences are within the tolerance.
bool compare_numbers(const run::Run& original, const run::Run& here, double tolerance) {
  bool good = true;
  fmt::print("{:<12} {:>12} {:>12} {:>12}\n", "", "original", "here", "difference");
  for (const auto& [name, summary] : original.summary) {
    const auto at = here.summary.find(name);
    const double now = at == here.summary.end() ? std::nan("") : at->second.pooled;
    const bool both_absent = std::isnan(summary.pooled) && std::isnan(now);
    const double difference = both_absent ? 0.0 : now - summary.pooled;
    const bool close = std::abs(difference) <= tolerance;
    good = good && close;
    fmt::print("{:<12} {:>12.6f} {:>12.6f} {:>12.2g}{}\n", name, summary.pooled, now, difference,
               close ? "" : "  *");
  }
  return good;
}

}  // namespace

int reproduce_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
       "override one key, such as dataset.root (repeatable)")
      ("out", po::value<std::string>()->value_name("DIR"),
       "where to put the bundle's files and the run (default: reproduced/NAME)")
      ("device", po::value<std::string>()->value_name("D"),
       "auto, cpu, cuda or cuda:N, in place of the experiment's")
      ("tolerance", po::value<std::string>()->value_name("X"),
       "how far a number may be off (default: 1e-6)");
  // clang-format on
  const auto parsed = parse("reproduce", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const double tolerance = tolerance_of(parsed);
  const fs::path file = parsed.positional[0];
  const auto bundle = pack::read_bundle(read_file(file), file.string());
  const auto original =
      run::parse_run_json(bundle.result("run.json")->bytes, file.string() + ": run.json");
  const auto lock = pack::parse_lock(bundle.lock, file.string() + ": " + pack::kLockFile);

  const auto folder =
      parsed.has("out") ? fs::path(parsed.text("out")) : fs::path("reproduced") / file.stem();
  const auto experiment = folder / "reproduce.toml", run = folder / "run";
  make_directory(folder);
  replace_file(experiment, bundle.experiment);
  replace_file(folder / pack::kLockFile, bundle.lock);
  install_missing(parsed.globals, bundle, lock, folder / "packs");
  compare_data(parsed.globals, experiment, parsed.overrides(), original);

  std::vector<std::string> words = {experiment.string(), "--locked", "--out", run.string()};
  if (fs::exists(run / "run.json")) words.emplace_back("--resume");
  for (const auto& each : parsed.overrides()) words.insert(words.end(), {"-s", each});
  for (const auto& each : parsed.globals.plugin_path)
    words.insert(words.end(), {"--plugin-path", each.string()});
  if (parsed.globals.quiet) words.emplace_back("--quiet");
  if (parsed.globals.verbose) words.emplace_back("--verbose");
  if (parsed.globals.threads > 0)
    words.insert(words.end(), {"--threads", std::to_string(parsed.globals.threads)});
  if (const int status = run_command(words); status != 0) return status;

  fmt::print("\n");
  const bool same = compare_numbers(original, run::read_run(run), tolerance);
  compare_predictions(bundle.result("predictions.csv")->bytes, read_file(run / "predictions.csv"));
  std::fflush(stdout);
  if (!same)
    throw Error(Exit::failed, "numbers marked with * differ by more than " + exact(tolerance) +
                                  ": the run was not reproduced");
  return 0;
}

}  // namespace serhost::cli
