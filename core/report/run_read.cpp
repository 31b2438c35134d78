// Reading a run back. The file may come from elsewhere, so every type and every size is checked before use.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "metrics/classification.hpp"
#include "report/history.hpp"
#include "report/run_json.hpp"

namespace serhost::report {
namespace {

using Json = nlohmann::json;

double number(const Json& value) { return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>(); }

std::optional<std::size_t> count(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<std::size_t>();
}

Result result_from(const Json& json, std::size_t classes) {
  Result out;
  out.fold = json.at("fold").get<std::int64_t>();
  out.seed = json.at("seed").get<std::int64_t>();
  out.name = json.at("name").get<std::string>();
  out.part = json.at("part").get<std::string>();
  out.train_clips = json.value("train_clips", std::size_t{0});
  out.validation_clips = json.value("validation_clips", std::size_t{0});
  out.parameters = json.value("parameters", std::int64_t{0});
  out.trainable = json.value("trainable", std::int64_t{0});
  out.best_epoch = json.value("best_epoch", std::int64_t{0});
  out.train_seconds = number(json.value("train_seconds", Json(0.0)));
  out.test_seconds = number(json.value("test_seconds", Json(0.0)));
  out.host_seconds = number(json.value("host_seconds", Json(0.0)));
  auto& scores = out.scores;
  for (const auto& name : metrics::metric_names()) scores.metrics[name] = number(json.at("metrics").at(name));
  scores.confusion = metrics::Confusion(classes);
  const auto& rows = json.at("confusion");
  if (rows.size() != classes) throw std::runtime_error("a confusion matrix does not have a row a class");
  for (std::size_t i = 0; i < classes; ++i) {
    if (rows[i].size() != classes) throw std::runtime_error("a confusion matrix does not have a column a class");
    for (std::size_t j = 0; j < classes; ++j) {
      scores.confusion.add(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), rows[i][j].get<std::int64_t>());
    }
  }
  scores.recall = metrics::recalls(scores.confusion);
  scores.clips = json.at("clips").get<std::size_t>();
  scores.classes_present = json.at("classes_present").get<std::size_t>();
  const auto speakers = count(json.at("speakers"));
  scores.speakers_known = speakers.has_value();
  scores.speakers = speakers.value_or(0);
  return out;
}

MetricSummary summary_from(const Json& json) {
  MetricSummary out;
  out.pooled = number(json.at("pooled"));
  out.folds_mean = number(json.at("folds_mean"));
  out.folds_sd = number(json.at("folds_sd"));
  out.seeds_sd = number(json.at("seeds_sd"));
  if (const auto& interval = json.at("interval"); !interval.is_null()) {
    out.low = number(interval.at(0));
    out.high = number(interval.at(1));
  }
  out.method = json.at("method").get<std::string>();
  out.speakers = count(json.at("speakers"));
  return out;
}

RunFacts facts_from(const Json& json) {
  RunFacts out;
  out.name = json.at("name").get<std::string>();
  out.signature = json.at("signature").get<std::string>();
  out.backbone = json.at("backbone").get<std::string>();
  out.loss = json.at("loss").get<std::string>();
  out.classes = json.at("classes").get<std::vector<std::string>>();
  out.seeds = json.at("seeds").get<std::vector<std::int64_t>>();
  const auto& protocol = json.at("protocol");
  out.protocol = protocol.at("name").get<std::string>();
  out.validation = protocol.at("validation").get<std::string>();
  out.select = protocol.at("select").get<std::string>();
  out.protocol_seed = protocol.at("seed").get<std::int64_t>();
  out.validation_is_test = protocol.at("validation_is_test").get<bool>();
  for (const auto& plugin : json.at("plugins")) {
    const auto text = [&](const char* key) { return plugin.at(key).get<std::string>(); };
    out.plugins.push_back({text("kind"), text("name"), text("version"), text("file"), text("sha256"),
                           plugin.at("abi").get<std::map<std::string, std::string>>()});
  }
  const auto& data = json.at("data");
  out.manifest_hash = data.at("manifest").get<std::string>();
  out.clips = data.at("clips").get<std::size_t>();
  out.speakers = data.at("speakers").get<std::size_t>();
  out.hours = number(data.at("hours"));
  out.clips_by_class = data.at("clips_by_class").get<std::map<std::string, std::int64_t>>();
  out.left_out = data.at("left_out").get<std::map<std::string, std::int64_t>>();
  out.damaged = data.at("damaged").get<std::vector<std::string>>();
  out.versions = json.at("versions").get<std::map<std::string, std::string>>();
  out.notes = json.at("notes").get<std::vector<std::string>>();
  return out;
}

}  // namespace

Run parse_run_json(std::string_view text, const std::string& file) {
  try {
    const auto json = Json::parse(text);
    if (const auto schema = json.at("schema").get<std::string>(); schema != "serhost.run/1") {
      throw std::runtime_error("its schema is \"" + schema + "\", but must be \"serhost.run/1\"");
    }
    Run out;
    out.status = json.at("status").get<std::string>();
    out.facts = facts_from(json);
    out.folds = json.at("folds").get<std::int64_t>();
    for (const auto& result : json.at("results")) out.results.push_back(result_from(result, out.facts.classes.size()));
    for (const auto& [name, summary] : json.at("summary").items()) out.summary[name] = summary_from(summary);
    const auto& timing = json.at("timing");
    out.started = timing.at("started").get<std::string>();
    if (!timing.at("finished").is_null()) out.finished = timing.at("finished").get<std::string>();
    out.wall_seconds = number(timing.at("wall_seconds"));
    out.peak_memory = json.at("memory").at("peak_resident_bytes").get<std::int64_t>();
    return out;
  } catch (const std::exception& error) {
    throw Error(Exit::damaged, file + ": is not a run record: " + error.what() + "; delete it, or choose another folder with --out");
  }
}

Run read_run(const std::filesystem::path& run_directory) {
  const auto file = run_directory / "run.json";
  auto out = parse_run_json(read_file(file), file.string());
  if (const auto history = run_directory / "history.csv"; std::filesystem::exists(history)) {
    out.history = parse_history(read_file(history));
  }
  return out;
}

metrics::Confusion total_confusion(const Run& run) {
  metrics::Confusion out(run.facts.classes.size());
  for (const auto& result : run.results) out.add(result.scores.confusion);
  return out;
}

std::size_t test_clips(const Run& run) {
  std::size_t clips = 0;
  for (const auto& result : run.results) {
    if (result.seed == run.results.front().seed) clips += result.scores.clips;
  }
  return clips;
}

}  // namespace serhost::report
