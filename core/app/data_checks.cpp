// Audits and verification, of experiments and of lists.
#include "app/data_checks.hpp"

#include <nlohmann/json.hpp>

#include "app/audio_check.hpp"
#include "app/audit_manifest.hpp"
#include "app/experiment_check.hpp"
#include "base/csv.hpp"
#include "base/files.hpp"
#include "data/manifest/clips_csv.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/levels.hpp"
#include "data/manifest/pin.hpp"
#include "data/manifest/verify.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

bool is_run_of(const fs::path& folder, const config::Experiment& experiment) {
  std::error_code ignored;
  if (!fs::exists(folder / "run.json", ignored)) return false;
  const auto record = nlohmann::json::parse(read_file(folder / "run.json"), nullptr, false);
  const auto names_it = [&](const char* key) {
    return record.contains(key) && record[key] == experiment.experiment_hash;
  };
  return record.is_object() &&
         (names_it("experiment") ||
          names_it("signature"));  // earlier versions kept it under the second name
}

std::optional<fs::path> clips_to_compare(const std::optional<fs::path>& run,
                                         const config::Experiment& experiment) {
  if (run && run->extension() == ".csv" && run->filename() != kClipsFile) {
    if (!fs::exists(*run)) throw Error(Exit::missing, run->string() + ": there is no such file");
    return run;
  }
  if (run) {
    const auto list = *run / kClipsFile;
    if (!fs::exists(list))
      throw Error(Exit::missing,
                  list.string() + ": there is no such file; name the folder of a run");
    return list;
  }
  const auto folder = fs::path("runs") / experiment.name;
  std::error_code ignored;
  if (const auto pin = pin_beside(experiment.file); fs::exists(pin, ignored)) return pin;
  const bool there = fs::exists(folder / kClipsFile, ignored) && is_run_of(folder, experiment);
  return there ? std::optional(folder / kClipsFile) : std::nullopt;
}

data::Hashing hashing_shown_by(RunObserver& observer) {
  return [&observer](std::size_t done, std::size_t total) {
    observer.progress(
        {"hashing", static_cast<std::int64_t>(done), static_cast<std::int64_t>(total), "files"});
  };
}

bool is_pin(std::string_view text) { return text.starts_with(data::kPinHeader); }

}  // namespace

fs::path pin_beside(const fs::path& experiment) {
  auto out = experiment;
  return out.replace_extension(".pin.csv");
}

Counted count_data(const Session& session, const fs::path& file,
                   const std::vector<std::string>& overrides, RunObserver& observer, bool levels) {
  Faults faults;
  auto prepared = prepare_experiment(session, file, overrides, faults);
  faults.throw_if_any();
  prepared.manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
  faults.throw_if_any();
  divide(prepared, faults);
  Counted out;
  if (faults.empty()) out.folds = std::move(prepared.folds.front());
  for (const auto& fault : faults.all())
    out.folds.notes.push_back("there are no folds: " + fault.message);
  out.manifest = std::move(prepared.manifest);
  if (levels && data::takes_audio(prepared.experiment)) {
    data::measure_levels(out.manifest, data::kMeasuredClips,
                         [&](std::size_t done, std::size_t total) {
                           observer.progress({"decoding", static_cast<std::int64_t>(done),
                                              static_cast<std::int64_t>(total), "clips"});
                         });
  }
  return out;
}

std::size_t pin_data(const Session& session, const fs::path& file,
                     const std::vector<std::string>& overrides, const fs::path& to,
                     RunObserver& observer) {
  Faults faults;
  auto prepared = prepare_experiment(session, file, overrides, faults);
  faults.throw_if_any();
  for (auto& table : prepared.experiment.datasets) table.skip_damaged = false;
  const auto manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
  faults.throw_if_any();
  const auto text =
      data::pin_csv(manifest, prepared.experiment.datasets, hashing_shown_by(observer));
  replace_file(to, text);
  return csv_records(text).size() - 1;
}

data::AuditResult audit_experiment(const Session& session, const fs::path& file,
                                   const std::vector<std::string>& overrides,
                                   RunObserver& observer) {
  Faults faults;
  auto prepared = prepare_experiment(session, file, overrides, faults);
  faults.throw_if_any();
  prepared.manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
  faults.throw_if_any();
  const auto folds = data::make_folds(prepared.manifest, prepared.experiment.protocol,
                                      prepared.experiment.protocol.seed, faults);
  faults.throw_if_any();
  const auto sounds = listener(observer)(prepared.manifest, data::used_clips(folds));
  return data::audit(prepared.manifest, folds, &sounds);
}

data::AuditResult audit_list(const Session& session, const fs::path& subject,
                             const std::optional<fs::path>& clips, RunObserver& observer) {
  if (clips && is_manifest(*clips))
    return data::audit_list(subject, read_manifest(registry_of(session), *clips),
                            listener(observer));
  if (!is_manifest(subject)) return data::audit_list(subject, clips);
  const auto registry = registry_of(session);
  const auto manifest = read_manifest(registry, subject);
  const auto folds = data::folds_of_manifest(manifest);
  const auto sounds = data::fingerprint_clips(manifest, data::audited_clips(manifest, folds));
  auto out = data::audit(manifest, folds, &sounds);
  out.notes.insert(out.notes.end(), folds.notes.begin(), folds.notes.end());
  return out;
}

Copies find_copies(const Session& session, const fs::path& subject,
                   const std::vector<std::string>& overrides, RunObserver& observer) {
  Copies out;
  if (is_manifest(subject)) {
    out.manifest = read_manifest(registry_of(session), subject);
  } else {
    Faults faults;
    auto prepared = prepare_experiment(session, subject, overrides, faults);
    faults.throw_if_any();
    out.manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
    faults.throw_if_any();
  }
  out.sounds = listener(observer)(out.manifest, data::all_clips(out.manifest));
  return out;
}

Verified verify_data(const Session& session, const fs::path& file,
                     const std::vector<std::string>& overrides, const std::optional<fs::path>& run,
                     RunObserver& observer) {
  Verified out;
  auto prepared = prepare_experiment(session, file, overrides, out.faults);
  out.faults.throw_if_any();
  out.compared_with = clips_to_compare(run, prepared.experiment);
  for (auto& table : prepared.experiment.datasets)
    table.skip_damaged = true;  // every clip at fault is named, not the first few
  auto& manifest = prepared.manifest;
  manifest = data::build_manifest(prepared.experiment, prepared.registry, out.faults);
  for (const auto& clip : manifest.damaged) {
    if (clip.exit == Exit::ok) out.notes.push_back(clip.text);  // known to be bad
    else out.faults.add(clip.exit, clip.text);
  }
  const auto progress = [&](std::size_t done, std::size_t total) {
    observer.progress(
        {"decoding", static_cast<std::int64_t>(done), static_cast<std::int64_t>(total), "clips"});
  };
  data::with_heard(manifest, [&](data::Manifest& all) {
    for (auto& damage : data::verify(all, progress))
      out.faults.add(damage.exit, std::move(damage.text));
  });
  if (out.compared_with) {
    const auto& list = *out.compared_with;
    const auto text = read_file(list);
    if (is_pin(text)) {
      for (auto& changed :
           data::changed_since(text, list.string(), manifest, prepared.experiment.datasets,
                               hashing_shown_by(observer)))
        out.faults.add(changed.exit, std::move(changed.text));
    } else {
      for (auto& sentence : data::changed_clips(manifest, text, list.string()))
        out.faults.add(Exit::damaged, std::move(sentence));
    }
  }
  out.clips = manifest.count();
  out.notes.insert(out.notes.end(), manifest.audio_notes.begin(), manifest.audio_notes.end());
  return out;
}

}  // namespace serhost::app
