// Reading a run back. The file may come from elsewhere, so every type and every size is checked
// before use.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/files.hpp"
#include "metrics/classification.hpp"
#include "metrics/registry.hpp"
#include "run/history.hpp"
#include "run/json_values.hpp"
#include "run/read_facts.hpp"
#include "run/run_json.hpp"

namespace serhost::run {
namespace {

/// More clips than there are, and few enough that no sum of them overflows.
constexpr std::int64_t kMostClips = 1'000'000'000'000;

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

/// As recorded, where they are: whoever has the predictions compares them.
void read_recalls(const ParsedJson& json, const std::vector<std::string>& classes,
                  std::vector<std::optional<double>>& out) {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const auto at = json.find(classes[i]);
    if (at == json.end()) continue;
    out[i] = at->is_null() ? std::nullopt : std::optional(at->get<double>());
  }
}

void read_labels(const ParsedJson& json, const std::vector<std::string>& classes,
                 std::int64_t clips, metrics::Scores& scores) {
  // A record of another version may lack a metric, or have one that is unknown here.
  for (const auto& name : metrics::metric_names())
    scores.metrics.try_emplace(name, std::numeric_limits<double>::quiet_NaN());
  scores.confusion = confusion_from(json.at("confusion"), classes.size(), clips);
  scores.recall = metrics::recalls(scores.confusion);
  if (const auto recall = json.find("recall"); recall != json.end())
    read_recalls(*recall, classes, scores.recall);
  scores.classes_present = whole_number<std::size_t>(json.at("classes_present"));
}

/// Every number of a record carries the stamps of its protocol, so that none can be taken away from
/// the one without the other.
void require_stamps(const ParsedJson& json, const RunFacts& facts) {
  if (const auto at = json.find("test_speakers");
      at != json.end() && at->get<std::string>() != words_of(facts.test_speakers))
    throw std::runtime_error("its protocol calls the test \"" + words_of(facts.test_speakers) +
                             "\", and a number of it \"" + at->get<std::string>() + "\"");
  const auto at = json.find("selected_on_test");
  const bool stamped = at != json.end() && at->get<bool>();
  if (stamped != facts.validation_is_test)
    throw std::runtime_error(
        "only one of its protocol and its numbers says that checkpoints were selected on the test "
        "set");
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
  if (facts.is_classification()) read_labels(json, facts.classes, clips, scores);
  const auto speakers = count(json.at("speakers"));
  scores.speakers_known = speakers.has_value();
  scores.speakers = speakers.value_or(0);
  require_stamps(json, facts);
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
  if (const auto chance = json.find("chance"); chance != json.end())
    out.chance = number_in(*chance);  // records of earlier versions lack it
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
    require_stamps(value, run.facts);
    for (const auto& result : run.results) {
      if (!result.scores.metrics.contains(name))
        throw std::runtime_error("its summary has a metric \"" + name + "\" that a fold lacks");
    }
  }
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
    if (const auto at = json.find("files"); at != json.end())
      out.files = at->get<std::map<std::string, std::string>>();
    if (const auto at = json.find(kOwnHash); at != json.end())
      out.altered = at->get<std::string>() != hash_without_own(text);
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

}  // namespace serhost::run
