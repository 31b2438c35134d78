// serhost data: what an experiment's data is, whether its parts leak, whether its files are whole.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/audio_check.hpp"
#include "app/audit_manifest.hpp"
#include "app/experiment_check.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "data/audit.hpp"
#include "data/clips_csv.hpp"
#include "data/stats.hpp"
#include "data/verify.hpp"

namespace serhost::cli {
namespace {

int stats(const Parsed& parsed) {
  Faults faults;
  const auto prepared =
      app::prepare(parsed.globals, parsed.positional[1], parsed.texts("set"), faults);
  faults.throw_if_any();
  const auto& folds = prepared.folds.front();
  std::cout << (parsed.has("json") ? data::stats_json(prepared.manifest, folds)
                                   : printable_lines(data::stats_text(prepared.manifest, folds)));
  return 0;
}

/// Of a folds file or an EmoBox folder, and of manifests.
data::AuditResult audited_list(const Parsed& parsed) {
  const std::filesystem::path subject = parsed.positional[1];
  ProgressDisplay display(parsed.globals, 0);
  const auto listen = app::listener(display);
  const auto clips = parsed.positional.size() > 2
                         ? std::optional<std::filesystem::path>(parsed.positional[2])
                         : std::nullopt;
  if (clips && app::is_manifest(*clips))
    return data::audit_list(subject, app::read_manifest(app::registry_of(parsed.globals), *clips),
                            listen);
  if (!app::is_manifest(subject)) return data::audit_list(subject, clips);
  if (clips)
    throw UsageError("serhost data audit takes one manifest, found also '" + clips->string() + "'");
  const auto registry = app::registry_of(parsed.globals);
  const auto manifest = app::read_manifest(registry, subject);
  const auto folds = data::folds_of_manifest(manifest);
  const auto sounds = data::fingerprint_clips(manifest, data::used_clips(folds));
  auto out = data::audit(manifest, folds, &sounds);
  out.notes.insert(out.notes.end(), folds.notes.begin(), folds.notes.end());
  return out;
}

data::AuditResult audited(const Parsed& parsed) {
  const std::filesystem::path subject = parsed.positional[1];
  if (subject.extension() != ".toml") return audited_list(parsed);
  if (parsed.positional.size() > 2)
    throw UsageError("serhost data audit takes one experiment, found also '" +
                     parsed.positional[2] + "'");
  Faults faults;
  auto prepared = app::prepare_experiment(parsed.globals, subject, parsed.texts("set"), faults);
  faults.throw_if_any();
  prepared.manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
  faults.throw_if_any();
  const auto folds = data::make_folds(prepared.manifest, prepared.experiment.protocol,
                                      prepared.experiment.protocol.seed, faults);
  faults.throw_if_any();
  ProgressDisplay display(parsed.globals, 0);
  const auto sounds = app::listener(display)(prepared.manifest, data::used_clips(folds));
  return data::audit(prepared.manifest, folds, &sounds);
}

int audit(const Parsed& parsed) {
  const auto result = audited(parsed);
  std::cout << (parsed.has("json") ? data::audit_json(result)
                                   : printable_lines(data::audit_text(result)));
  return result.verdict == "disjoint" ? 0 : static_cast<int>(Exit::failed);
}

/// clips.csv of the run to compare with: the one that was named, else runs/<name> where it is of
/// this very experiment.
std::optional<std::filesystem::path> clips_of_run(const Parsed& parsed,
                                                  const config::Experiment& experiment) {
  if (parsed.positional.size() > 2) {
    const auto list = std::filesystem::path(parsed.positional[2]) / "clips.csv";
    if (!std::filesystem::exists(list))
      throw Error(Exit::missing,
                  list.string() + ": there is no such file; name the folder of a run");
    return list;
  }
  const auto directory = std::filesystem::path("runs") / experiment.name;
  std::error_code ignored;
  if (!std::filesystem::exists(directory / "clips.csv", ignored) ||
      !std::filesystem::exists(directory / "run.json", ignored))
    return std::nullopt;
  const auto record = nlohmann::json::parse(read_file(directory / "run.json"), nullptr, false);
  const auto names_it = [&](const char* key) {
    return record.contains(key) && record[key] == experiment.experiment_hash;
  };
  const bool same =
      record.is_object() && (names_it("experiment") ||
                             names_it("signature"));  // earlier versions kept it under the second
  return same ? std::optional(directory / "clips.csv") : std::nullopt;
}

int verify(const Parsed& parsed) {
  Faults faults;
  auto prepared =
      app::prepare_experiment(parsed.globals, parsed.positional[1], parsed.texts("set"), faults);
  faults.throw_if_any();
  const auto list = clips_of_run(parsed, prepared.experiment);
  for (auto& table : prepared.experiment.datasets)
    table.skip_damaged = true;  // every damaged clip is named, not the first few
  prepared.manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
  for (const auto& sentence : prepared.manifest.damaged) faults.add(Exit::damaged, sentence);
  ProgressDisplay display(parsed.globals, 0);
  for (auto& damage : data::verify(prepared.manifest, [&](std::size_t done, std::size_t total) {
         display.progress({"decoding", static_cast<std::int64_t>(done),
                           static_cast<std::int64_t>(total), "clips"});
       })) {
    faults.add(damage.exit, std::move(damage.text));
  }
  if (list) {
    for (auto& sentence : data::changed_clips(prepared.manifest, read_file(*list), list->string()))
      faults.add(Exit::damaged, std::move(sentence));
  }
  if (parsed.has("json")) {
    nlohmann::ordered_json out;
    out["clips"] = prepared.manifest.clips.size();
    out["compared_with"] =
        list ? nlohmann::ordered_json(list->string()) : nlohmann::ordered_json(nullptr);
    out["faults"] = nlohmann::ordered_json::array();
    for (const auto& fault : faults.all()) out["faults"].push_back(fault.message);
    print_json(out);
    return static_cast<int>(faults.exit());
  }
  faults.throw_if_any();
  std::cout << count_of(prepared.manifest.clips.size(), "clip") << ": all can be read"
            << (list ? ", and " + list->string() + " says the same audio" : std::string()) << "\n";
  return 0;
}

}  // namespace

int data_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
       "override one key of the experiment (repeatable)")
      ("json", "as JSON");
  // clang-format on
  const auto parsed = parse("data", arguments, options, 2, 3);
  if (parsed.help) return 0;
  const std::vector<std::string> actions = {"stats", "audit", "verify"};
  const auto& action = parsed.positional[0];
  if (action == "audit") return audit(parsed);
  if (action == "verify") return verify(parsed);
  if (parsed.positional.size() > 2)
    throw UsageError("serhost data " + action + " takes one experiment, found also '" +
                     parsed.positional[2] + "'");
  if (action == "stats") return stats(parsed);
  throw UsageError("no action '" + action + "' of serhost data." + suggestion(action, actions));
}

}  // namespace serhost::cli
