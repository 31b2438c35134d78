// Reading a run back. The file may come from elsewhere, so every type and every size is checked
// before use.
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_number.hpp"
#include "metrics/classification.hpp"
#include "metrics/registry.hpp"
#include "run/history.hpp"
#include "run/run_json.hpp"

namespace serhost::run {
namespace {

using ParsedJson = nlohmann::json;

/// More clips than there are, and few enough that no sum of them overflows.
constexpr std::int64_t kMostClips = 1'000'000'000'000;

double number_in(const ParsedJson& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

double number_or_zero(const ParsedJson& json, const char* key) {
  const auto at = json.find(
      key);  // json.value() would copy it, which takes the stack where it is nested deeply
  return at == json.end() ? 0.0 : number_in(*at);
}

template <class T>
T whole_or_zero(const ParsedJson& json, const char* key) {
  const auto at = json.find(key);
  return at == json.end() ? T{0} : whole_number<T>(*at);
}

std::optional<std::size_t> count(const ParsedJson& value) {
  if (value.is_null()) return std::nullopt;
  return whole_number<std::size_t>(value);
}

std::map<std::string, std::int64_t> counts(const ParsedJson& json) {
  std::map<std::string, std::int64_t> out;
  for (const auto& [name, value] : json.get_ref<const ParsedJson::object_t&>())
    out[name] = whole_number<std::int64_t>(value);
  return out;
}

metrics::Confusion confusion_from(const ParsedJson& rows, std::size_t classes, std::int64_t clips) {
  const auto has_one_a_class = [&](const ParsedJson& list) {
    return list.is_array() && list.size() == classes;
  };
  if (!has_one_a_class(rows) || !std::all_of(rows.begin(), rows.end(), has_one_a_class)) {
    throw std::runtime_error("a confusion matrix does not have a row and a column a class");
  }
  metrics::Confusion out(classes);
  auto left = clips;
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = 0; j < classes; ++j) {
      const auto n = whole_number<std::int64_t>(rows[i][j]);
      if (n < 0 || n > left)
        throw std::runtime_error(
            "a confusion matrix counts more clips than there are, or less than none");
      left -= n;
      out.add(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), n);
    }
  }
  if (left > 0) throw std::runtime_error("a confusion matrix counts fewer clips than there are");
  return out;
}

/// Metrics of a result, and those of its parts: {"valence": {"ccc": …}} as "valence.ccc".
void read_metrics(const ParsedJson& json, const std::string& part, metrics::Scores& scores) {
  for (const auto& [name, value] : json.get_ref<const ParsedJson::object_t&>()) {
    if (part.empty() && value.is_object()) read_metrics(value, name + ".", scores);
    else scores.metrics[part + name] = number_in(value);
  }
}

void read_labels(const ParsedJson& json, std::size_t classes, std::int64_t clips,
                 metrics::Scores& scores) {
  // A record of another version may lack a metric, or have one that is unknown here.
  for (const auto& name : metrics::metric_names())
    scores.metrics.try_emplace(name, std::numeric_limits<double>::quiet_NaN());
  scores.confusion = confusion_from(json.at("confusion"), classes, clips);
  scores.recall = metrics::recalls(scores.confusion);
  scores.classes_present = whole_number<std::size_t>(json.at("classes_present"));
}

Result result_from(const ParsedJson& json, const RunFacts& facts) {
  Result out;
  out.fold = whole_number<std::int64_t>(json.at("fold"));
  out.seed = whole_number<std::int64_t>(json.at("seed"));
  out.name = json.at("name").get<std::string>();
  out.part = json.at("part").get<std::string>();
  out.train_clips = whole_or_zero<std::size_t>(json, "train_clips");
  out.validation_clips = whole_or_zero<std::size_t>(json, "validation_clips");
  out.parameters = whole_or_zero<std::int64_t>(json, "parameters");
  out.trainable = whole_or_zero<std::int64_t>(json, "trainable");
  out.best_epoch = whole_or_zero<std::int64_t>(json, "best_epoch");
  out.train_seconds = number_or_zero(json, "train_seconds");
  out.test_seconds = number_or_zero(json, "test_seconds");
  out.host_seconds = number_or_zero(json, "host_seconds");
  auto& scores = out.scores;
  read_metrics(json.at("metrics"), "", scores);
  const auto clips = whole_number<std::int64_t>(json.at("clips"));
  if (clips < 0 || clips > kMostClips)
    throw std::runtime_error("a result is of " + std::to_string(clips) + " clips");
  scores.clips = static_cast<std::size_t>(clips);
  if (facts.is_classification()) read_labels(json, facts.classes.size(), clips, scores);
  const auto speakers = count(json.at("speakers"));
  scores.speakers_known = speakers.has_value();
  scores.speakers = speakers.value_or(0);
  return out;
}

MetricSummary summary_from(const ParsedJson& json) {
  MetricSummary out;
  out.pooled = number_in(json.at("pooled"));
  out.folds_mean = number_in(json.at("folds_mean"));
  out.folds_sd = number_in(json.at("folds_sd"));
  out.seeds_sd = number_in(json.at("seeds_sd"));
  if (const auto& interval = json.at("interval"); !interval.is_null()) {
    out.low = number_in(interval.at(0));
    out.high = number_in(interval.at(1));
  }
  out.method = json.at("method").get<std::string>();
  out.speakers = count(json.at("speakers"));
  return out;
}

/// An object without a pooled value is a part of several metrics.
void read_summary(const ParsedJson& json, const std::string& part, Run& run) {
  for (const auto& [own, value] : json.get_ref<const ParsedJson::object_t&>()) {
    if (part.empty() && value.is_object() && !value.contains("pooled") && !value.empty()) {
      read_summary(value, own + ".", run);
      continue;
    }
    const auto name = part + own;
    run.summary[name] = summary_from(value);
    for (const auto& result : run.results) {
      if (!result.scores.metrics.contains(name))
        throw std::runtime_error("its summary has a metric \"" + name + "\" that a fold lacks");
    }
  }
}

/// `line` as run.json has it: the label, then the hash. Fields that do not give the hash were
/// altered.
Signature signature_from(const ParsedJson& json, const std::string& line) {
  Signature out;
  const auto version = json.find("version");
  out.version = version == json.end() ? 1 : whole_number<int>(*version);
  const auto& fields = json.at("fields").get_ref<const ParsedJson::object_t&>();
  for (const auto& name : kSignatureFields) {
    if (const auto at = fields.find(name); at != fields.end())
      out.fields.emplace_back(name, at->second.get<std::string>());
  }
  for (const auto& [name, value] : fields) {  // of later versions
    if (std::find(kSignatureFields.begin(), kSignatureFields.end(), name) == kSignatureFields.end())
      out.fields.emplace_back(name, value.get<std::string>());
  }
  if (out.hash() != json.at("sha256").get<std::string>())
    throw std::runtime_error("its signature is not that of the fields beside it");
  if (const auto end = line.rfind(" | "); end != std::string::npos) out.label = line.substr(0, end);
  return out;
}

RunFacts facts_from(const ParsedJson& json) {
  RunFacts out;
  out.name = json.at("name").get<std::string>();
  const auto signature = json.at("signature").get<std::string>();
  if (const auto at = json.find("comparable"); at != json.end()) {
    out.experiment_hash = json.at("experiment").get<std::string>();
    out.signature = signature_from(*at, signature);
  } else {
    out.experiment_hash = signature;  // of earlier versions, which had no other
  }
  if (const auto at = json.find("pretraining"); at != json.end()) {
    out.pretraining_known = at->at("known").get<bool>();
    out.pretraining = at->at("corpora").get<std::vector<std::string>>();
  }
  out.backbone = json.at("backbone").get<std::string>();
  out.loss = json.at("loss").get<std::string>();
  out.classes = json.at("classes").get<std::vector<std::string>>();
  if (const auto at = json.find("task"); at != json.end()) {  // of classification there is none
    out.task = at->get<std::string>();
    out.columns = json.at("columns").get<std::vector<std::string>>();
  }
  for (const auto& seed : json.at("seeds")) out.seeds.push_back(whole_number<std::int64_t>(seed));
  const auto& protocol = json.at("protocol");
  out.protocol = protocol.at("name").get<std::string>();
  out.validation = protocol.at("validation").get<std::string>();
  out.select = protocol.at("select").get<std::string>();
  out.protocol_seed = whole_number<std::int64_t>(protocol.at("seed"));
  out.validation_is_test = protocol.at("validation_is_test").get<bool>();
  // Earlier records do not say it; the labels of protocols that leave speakers out do.
  out.test_speakers =
      protocol.contains("test_speakers")
          ? test_speakers_from(protocol.at("test_speakers").get<std::string>())
          : (out.signature.label.find("-speaker |") != std::string::npos ? TestSpeakers::others
                                                                         : TestSpeakers::unknown);
  for (const auto& plugin : json.at("plugins")) {
    const auto text = [&](const char* key) { return plugin.at(key).get<std::string>(); };
    out.plugins.push_back(
        {text("kind"), text("name"), text("version"), text("file"), text("sha256"),
         plugin.at("abi").get<std::map<std::string, std::string>>(),
         plugin.value("title", text("name")), plugin.value("order", PluginFact{}.order)});
  }
  const auto& data = json.at("data");
  out.manifest_hash = data.at("manifest").get<std::string>();
  out.clips = whole_number<std::size_t>(data.at("clips"));
  out.speakers = whole_number<std::size_t>(data.at("speakers"));
  out.hours = number_in(data.at("hours"));
  out.clips_by_class = counts(data.at("clips_by_class"));
  out.left_out = counts(data.at("left_out"));
  out.damaged = data.at("damaged").get<std::vector<std::string>>();
  // Records of earlier versions lack these.
  out.audio_hash = data.value("audio", "");
  out.damaged_clips = data.value("damaged_clips", out.damaged.size());
  out.padded = data.value("padded", std::vector<std::string>());
  out.padded_clips = data.value("padded_clips", out.padded.size());
  out.versions = json.at("versions").get<std::map<std::string, std::string>>();
  out.notes = json.at("notes").get<std::vector<std::string>>();
  if (const auto found = json.find("determinism"); found != json.end()) {
    out.determinism.threads = found->at("threads").get<int>();
    if (const auto& across = found->at("across_threads"); !across.is_null())
      out.determinism.across_threads = across.get<bool>();
    out.determinism.why = found->at("why").get<std::string>();
  }
  return out;
}

}  // namespace

Run parse_run_json(std::string_view text, const std::string& file) {
  try {
    const auto json = ParsedJson::parse(text);
    if (const auto schema = json.at("schema").get<std::string>(); schema != "serhost.run/1") {
      throw std::runtime_error("its schema is \"" + schema + "\", but must be \"serhost.run/1\"");
    }
    Run out;
    out.status = json.at("status").get<std::string>();
    out.facts = facts_from(json);
    out.folds = whole_number<std::int64_t>(json.at("folds"));
    for (const auto& result : json.at("results"))
      out.results.push_back(result_from(result, out.facts));
    read_summary(json.at("summary"), "", out);
    if (const auto at = json.find("predictions"); at != json.end())
      out.predictions_hash = at->get<std::string>();
    const auto& timing = json.at("timing");
    out.started = timing.at("started").get<std::string>();
    if (!timing.at("finished").is_null()) out.finished = timing.at("finished").get<std::string>();
    out.wall_seconds = number_in(timing.at("wall_seconds"));
    out.peak_memory = whole_number<std::int64_t>(json.at("memory").at("peak_resident_bytes"));
    return out;
  } catch (const std::exception& error) {
    throw Error(Exit::damaged, file + ": is not a run record, or was altered: " + error.what() +
                                   "; restore it, or run the experiment again in another folder");
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

std::vector<std::string> metric_names(const Run& run) {
  if (run.facts.is_classification()) return metrics::metric_names();
  std::set<std::string> names;
  for (const auto& [name, summary] : run.summary) names.insert(name);
  for (const auto& result : run.results) {
    for (const auto& [name, value] : result.scores.metrics) names.insert(name);
  }
  return metrics::in_table_order({names.begin(), names.end()});
}

std::string main_metric(const Run& run) {
  const auto& task = run.facts.task;
  if (run.facts.is_classification() || metrics::find_row_evaluator(task) != nullptr)
    return metrics::main_metric(task).name;
  return run.summary.empty() ? "" : metric_names(run).front();
}

metrics::Confusion total_confusion(const Run& run) {
  metrics::Confusion out(run.facts.is_classification() ? run.facts.classes.size() : 0);
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

}  // namespace serhost::run
