// The layout is that of MLflow's FileStore: <store>/<experiment>/<run>/{meta.yaml, metrics, params,
// tags, artifacts}, a file for each metric with a line for each value: milliseconds, value, step.
#include "app/export_mlflow.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>

#include "app/report_inputs.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "report/words.hpp"
#include "run/record_files.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIdDigits = 32, kExperimentDigits = 17, kMostOfAParameter = 6000;

/// MLflow's names hold letters, digits, and _-./ and blanks; a slash makes a folder.
std::string mlflow_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.' || c == ' ';
    out += kept ? c : '_';
  }
  return out.find_first_not_of('.') == std::string::npos ? "_" + out : out;
}

/// "2026-11-30T09:00:00Z" as milliseconds; 0 where it is none.
std::int64_t milliseconds(const std::string& utc) {
  std::tm time{};
  if (std::sscanf(utc.c_str(), "%d-%d-%dT%d:%d:%d", &time.tm_year, &time.tm_mon, &time.tm_mday,
                  &time.tm_hour, &time.tm_min, &time.tm_sec) != 6)  // NOLINT: six numbers or none
    return 0;
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  return static_cast<std::int64_t>(::timegm(&time)) * 1000;
}

/// A YAML text: JSON's are.
std::string yaml(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

class Writer {
 public:
  Writer(fs::path folder, std::int64_t ended) : folder_(std::move(folder)), ended_(ended) {}

  void metric(const std::string& name, double value, std::int64_t step = 0) {
    if (std::isnan(value)) return;
    metrics_[name] +=
        std::to_string(ended_) + " " + exact(value) + " " + std::to_string(step) + "\n";
  }
  void put(const std::string& kind, const std::string& name, std::string_view text) const {
    const auto file = folder_ / kind / name;
    make_directory(file.parent_path());
    replace_file(file, text);
  }
  std::size_t finish() const {
    for (const auto& [name, lines] : metrics_) put("metrics", name, lines);
    return metrics_.size();
  }

 private:
  fs::path folder_;
  std::int64_t ended_;
  std::map<std::string, std::string> metrics_;
};

void add_metrics(Writer& writer, const run::Run& run) {
  for (const auto& [name, summary] : run.summary) {
    const auto title = mlflow_name(name);
    writer.metric(title, summary.pooled);
    if (summary.low && summary.high) {
      writer.metric(title + "_low", *summary.low);
      writer.metric(title + "_high", *summary.high);
    }
    writer.metric(title + "_folds_mean", summary.folds_mean);
    writer.metric(title + "_folds_sd", summary.folds_sd);
    writer.metric(title + "_seeds_sd", summary.seeds_sd);
  }
  const auto place = [](std::int64_t fold, std::int64_t seed) {
    return "fold-" + std::to_string(fold) + "/seed-" + std::to_string(seed) + "/";
  };
  for (const auto& result : run.results) {
    for (const auto& [name, value] : result.scores.metrics)
      writer.metric(place(result.fold, result.seed) + "test_" + mlflow_name(name), value);
  }
  for (const auto& epoch : run.history) {
    const auto at = place(epoch.fold, epoch.seed);
    writer.metric(at + "train_loss", epoch.train_loss, epoch.epoch);
    writer.metric(at + "lr", epoch.lr, epoch.epoch);
    for (const auto& [name, value] : epoch.validation)
      writer.metric(at + "val_" + mlflow_name(name), value, epoch.epoch);
    for (const auto& [name, value] : epoch.logged)
      writer.metric(at + mlflow_name(name), value, epoch.epoch);
  }
}

void add_artifacts(const fs::path& run, const fs::path& folder) {
  make_directory(folder / "artifacts");
  std::vector<std::string> files(run::kResultFiles.begin(), run::kResultFiles.end());
  files.insert(files.end(), run::kExperimentFiles.begin(), run::kExperimentFiles.end());
  files.insert(files.end(), {"report.html", "model_card.md", "serhost.lock"});
  for (const auto& file : files) {
    if (fs::exists(run / file)) replace_file(folder / "artifacts" / file, read_file(run / file));
  }
}

/// The experiment's own folder; runs of one experiment file's name stand together.
fs::path experiment_folder(const fs::path& store, const std::string& name, std::int64_t now,
                           std::string& id) {
  id.clear();
  for (const char c : sha256(name)) {  // MLflow takes digits only
    if (id.size() < kExperimentDigits) id += static_cast<char>('1' + c % 9);
  }
  const auto folder = store / id;
  make_directory(folder);
  if (!fs::exists(folder / "meta.yaml")) {
    const auto time = std::to_string(now);
    replace_file(folder / "meta.yaml",
                 "artifact_location: " + yaml("file://" + fs::absolute(folder).string()) +
                     "\ncreation_time: " + time + "\nexperiment_id: '" + id +
                     "'\nlast_update_time: " + time +
                     "\nlifecycle_stage: active\nname: " + yaml(name) + "\n");
  }
  return folder;
}

void require_store(const fs::path& store) {
  if (!fs::exists(store)) return;
  if (!fs::is_directory(store))
    throw Error(Exit::cannot_create, store.string() + " is no folder; name that of a file store");
  for (const auto& entry : fs::directory_iterator(store)) {
    const auto name = entry.path().filename().string();
    const bool known = name.find_first_not_of("0123456789") == std::string::npos ||
                       name.front() == '.' || name == "models" ||
                       fs::exists(entry.path() / "meta.yaml");
    if (!known)
      throw Error(Exit::cannot_create,
                  store.string() + " holds " + name +
                      ", which no file store of MLflow does; name another folder");
  }
}

}  // namespace

MlflowExport export_to_mlflow(const fs::path& run, const fs::path& store) {
  const auto compared = compared_run(run);
  const auto& record = compared.run;
  require_store(store);
  make_directory(store);
  const auto begun = milliseconds(record.started), ended = milliseconds(record.finished);
  std::string experiment;
  const auto beside = experiment_folder(store, record.facts.name, begun, experiment);
  const auto id =
      sha256(record.facts.experiment_hash + record.predictions_hash + fs::absolute(run).string())
          .substr(0, kIdDigits);
  MlflowExport out{beside / id, record.facts.name, 0, 0};
  replace_folder(out.folder, [&](const fs::path& folder) {
    Writer writer(folder, ended);
    add_metrics(writer, record);
    out.metrics = writer.finish();
    for (const auto& [key, value] : compared.keys) {
      if (value.empty() || value.size() > kMostOfAParameter) continue;  // MLflow refuses those
      writer.put("params", mlflow_name(key), value);
      ++out.parameters;
    }
    writer.put("tags", "mlflow.runName", record.facts.name);
    writer.put("tags", "mlflow.source.name", "serhost run");
    writer.put("tags", "mlflow.source.type", "LOCAL");
    writer.put("tags", "signature", record.facts.signature.line());
    if (const auto stamps = report::stamps_of(record); !stamps.empty())
      writer.put("tags", "stamps", join(stamps, "; "));
    add_artifacts(run, folder);
    replace_file(
        folder / "meta.yaml",
        "artifact_uri: " + yaml("file://" + (fs::absolute(out.folder) / "artifacts").string()) +
            "\nend_time: " + std::to_string(ended) + "\nentry_point_name: ''\nexperiment_id: '" +
            experiment + "'\nlifecycle_stage: active\nrun_id: " + id +
            "\nrun_name: " + yaml(record.facts.name) + "\nrun_uuid: " + id +
            "\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: " +
            std::to_string(begun) + "\nstatus: 3\ntags: []\nuser_id: serhost\n");
  });
  return out;
}

}  // namespace serhost::app
