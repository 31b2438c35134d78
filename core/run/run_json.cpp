// Writing run.json. Keys keep the order in which people read them.
#include "run/run_json.hpp"

#include "base/hash.hpp"
#include "base/json.hpp"

namespace serhost::run {
namespace {

Json optional(const std::optional<double>& value) {
  return value ? json_number(*value) : Json(nullptr);
}

/// Where a metric stands: "valence.ccc" as {"valence": {"ccc": …}}, others by their names.
Json& place_of(const std::string& metric, Json& in) {
  const auto dot = metric.rfind('.');
  return dot == std::string::npos ? in[metric] : in[metric.substr(0, dot)][metric.substr(dot + 1)];
}

void add_labels(const Result& result, const std::vector<std::string>& classes, Json& out) {
  const auto& scores = result.scores;
  out["recall"] = Json::object();
  for (std::size_t i = 0; i < scores.recall.size(); ++i)
    out["recall"][classes[i]] = optional(scores.recall[i]);
  out["confusion"] = Json::array();
  for (std::size_t i = 0; i < scores.confusion.classes(); ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < scores.confusion.classes(); ++j)
      row.push_back(scores.confusion.at(i, j));
    out["confusion"].push_back(std::move(row));
  }
}

Json plugin_json(const PluginFact& plugin) {
  return {{"kind", plugin.kind},     {"name", plugin.name},       {"title", plugin.title},
          {"order", plugin.order},   {"version", plugin.version}, {"file", plugin.file},
          {"sha256", plugin.sha256}, {"abi", plugin.abi}};
}

Json result_json(const Result& result, const Run& run) {
  const auto& scores = result.scores;
  Json out = {
      {"fold", result.fold}, {"name", result.name}, {"seed", result.seed}, {"part", result.part}};
  if (run.facts.validation_is_test) out["selected_on_test"] = true;
  out["test_speakers"] = words_of(run.facts.test_speakers);
  out["clips"] = scores.clips;
  out["speakers"] = scores.speakers_known ? Json(scores.speakers) : Json(nullptr);
  if (run.facts.is_classification()) out["classes_present"] = scores.classes_present;
  out["metrics"] = Json::object();
  for (const auto& name : metric_names(run)) {
    if (const auto at = scores.metrics.find(name); at != scores.metrics.end())
      place_of(name, out["metrics"]) = json_number(at->second);
  }
  if (run.facts.is_classification()) add_labels(result, run.facts.classes, out);
  out["train_clips"] = result.train_clips;
  out["validation_clips"] = result.validation_clips;
  out["parameters"] = result.parameters;
  out["trainable"] = result.trainable;
  out["best_epoch"] = result.best_epoch;
  out["train_seconds"] = json_number(result.train_seconds);
  out["test_seconds"] = json_number(result.test_seconds);
  out["host_seconds"] = json_number(result.host_seconds);
  return out;
}

Json summary_json(const MetricSummary& summary, const RunFacts& facts) {
  Json out = {{"pooled", json_number(summary.pooled)},
              {"folds_mean", json_number(summary.folds_mean)},
              {"folds_sd", json_number(summary.folds_sd)},
              {"seeds_sd", json_number(summary.seeds_sd)}};
  out["interval"] = summary.low && summary.high
                        ? Json::array({json_number(*summary.low), json_number(*summary.high)})
                        : Json(nullptr);
  out["method"] = summary.method;
  out["speakers"] = summary.speakers ? Json(*summary.speakers) : Json(nullptr);
  if (!facts.is_classification()) out["chance"] = json_number(summary.chance);
  if (facts.validation_is_test) out["selected_on_test"] = true;
  out["test_speakers"] = words_of(facts.test_speakers);
  return out;
}

Json comparable_json(const Signature& signature) {
  Json out = {
      {"version", signature.version}, {"sha256", signature.hash()}, {"fields", Json::object()}};
  for (const auto& [field, value] : signature.fields) out["fields"][field] = value;
  return out;
}

Json protocol_json(const RunFacts& facts) {
  return {{"name", facts.protocol},
          {"validation", facts.validation},
          {"select", facts.select},
          {"seed", facts.protocol_seed},
          {"validation_is_test", facts.validation_is_test},
          {"test_speakers", words_of(facts.test_speakers)}};
}

Json data_json(const RunFacts& facts) {
  const auto speakers = facts.speakers > 0 ? Json(facts.speakers) : Json(nullptr);  // unknown
  Json out = {{"manifest", facts.manifest_hash},      {"clips", facts.clips},
              {"listed_clips", facts.listed_clips},   {"speakers", speakers},
              {"hours", json_number(facts.hours)},    {"clips_by_class", facts.clips_by_class},
              {"left_out", facts.left_out},           {"audio", facts.audio_hash},
              {"damaged_clips", facts.damaged_clips}, {"damaged", facts.damaged},
              {"padded_clips", facts.padded_clips},   {"padded", facts.padded}};
  if (facts.heard_clips > 0) out["heard_clips"] = facts.heard_clips;
  return out;
}

Json determinism_json(const Determinism& repeats) {
  return {
      {"threads", repeats.threads},
      {"across_threads", repeats.across_threads ? Json(*repeats.across_threads) : Json(nullptr)},
      {"why", repeats.why}};
}

/// What the run was, up to its results.
void add_facts(const Run& run, Json& out) {
  const auto& facts = run.facts;
  out["backbone"] = facts.backbone;
  out["loss"] = facts.loss;
  out["classes"] = facts.classes;
  if (facts.task != metrics::kClassification) {
    out["task"] = facts.task;
    out["columns"] = facts.columns;
  }
  out["folds"] = run.folds;
  out["seeds"] = facts.seeds;
  out["protocol"] = protocol_json(facts);
  out["plugins"] = Json::array();
  for (const auto& plugin : facts.plugins) out["plugins"].push_back(plugin_json(plugin));
  out["data"] = data_json(facts);
  out["pretraining"] = {{"known", facts.pretraining_known}, {"corpora", facts.pretraining}};
  out["versions"] = facts.versions;
  out["determinism"] = determinism_json(facts.determinism);
  if (facts.processes > 1) out["processes"] = facts.processes;
  out["notes"] = facts.notes;
}

Json timing_json(const Run& run) {
  double train = 0.0, test = 0.0, host = 0.0;
  for (const auto& result : run.results) {
    train += result.train_seconds;
    test += result.test_seconds;
    host += result.host_seconds;
  }
  return {{"started", run.started},
          {"finished", run.finished.empty() ? Json(nullptr) : Json(run.finished)},
          {"wall_seconds", json_number(run.wall_seconds)},
          {"train_seconds", json_number(train)},
          {"test_seconds", json_number(test)},
          {"host_seconds", json_number(host)}};
}

}  // namespace

std::string hash_without_own(std::string_view text) {
  auto json = nlohmann::json::parse(text);  // with its keys in one order
  json.erase(kOwnHash);
  return sha256(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string run_json(const Run& run) {
  const auto& facts = run.facts;
  Json out = {{"schema", "serhost.run/1"},
              {"name", facts.name},
              {"status", run.status},
              {"signature", facts.signature.line()},
              {"experiment", facts.experiment_hash},
              {"comparable", comparable_json(facts.signature)}};
  add_facts(run, out);
  if (!facts.resolved_text.empty()) out["resolved"] = sha256(facts.resolved_text);
  if (!run.predictions_hash.empty()) out["predictions"] = run.predictions_hash;
  if (!run.files.empty()) out["files"] = run.files;
  out["results"] = Json::array();
  for (const auto& result : run.results) out["results"].push_back(result_json(result, run));
  out["summary"] = Json::object();
  for (const auto& name : metric_names(run)) {
    if (const auto found = run.summary.find(name); found != run.summary.end())
      place_of(name, out["summary"]) = summary_json(found->second, facts);
  }
  out["timing"] = timing_json(run);
  out["memory"] = {{"peak_resident_bytes", run.peak_memory}};
  out[kOwnHash] = hash_without_own(out.dump(-1, ' ', false, Json::error_handler_t::replace));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::run
