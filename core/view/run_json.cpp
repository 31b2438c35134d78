// Picks from the records what a reader looks for.
#include "view/run_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "report/chance.hpp"
#include "report/words.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::view {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostMistakes = 2000;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json metric_json(const run::Run& run, const std::string& name) {
  const auto& summary = run.summary.at(name);
  return {{"name", name},
          {"title", report::title_of_metric(name)},
          {"percent", report::is_percentage(name)},
          {"pooled", number(summary.pooled)},
          {"low", summary.low ? number(*summary.low) : Json(nullptr)},
          {"high", summary.high ? number(*summary.high) : Json(nullptr)},
          {"folds_mean", number(summary.folds_mean)},
          {"folds_sd", number(summary.folds_sd)},
          {"seeds_sd", number(summary.seeds_sd)},
          {"method", summary.method},
          {"chance", number(report::chance_level(run, name))}};
}

Json metrics_json(const run::Run& run) {
  Json out = Json::array();
  for (const auto& name : run::metric_names(run)) {
    if (run.summary.contains(name)) out.push_back(metric_json(run, name));
  }
  return out;
}

/// What must be seen before any of the figures.
std::vector<std::string> warnings_of(const run::Run& run) {
  auto out = report::stamps_of(run);
  if (!run.is_finished()) return out;
  for (auto& line : report::warnings_of_chance(run)) out.push_back(std::move(line));
  return out;
}

Json summary_json(const FoundRun& found) {
  const auto& run = found.run;
  Json out = {{"id", found.id}, {"folder", found.folder.string()}};
  if (!found.fault.empty()) {
    out["name"] = found.folder.filename().string();
    out["status"] = "unreadable";
    out["fault"] = found.fault;
    return out;
  }
  std::int64_t epochs = 0;
  if (!run.history.empty()) epochs = run.history.back().epoch;
  out.update(Json{{"name", run.facts.name},
                  {"status", run.status},
                  {"backbone", run.facts.backbone},
                  {"loss", run.facts.loss},
                  {"task", run.facts.task},
                  {"protocol", run.facts.protocol},
                  {"main", run::main_metric(run)},
                  {"signature", run.facts.signature.hash()},
                  {"metrics", metrics_json(run)},
                  {"stamps", warnings_of(run)},
                  {"folds_done", run.results.size()},
                  {"folds", run.folds * static_cast<std::int64_t>(run.facts.seeds.size())},
                  {"epoch", epochs},
                  {"started", run.started},
                  {"finished", run.finished}});
  return out;
}

Json epoch_json(const EpochEnded& epoch) {
  Json validation = Json::object(), logged = Json::object();
  for (const auto& [name, value] : epoch.validation) validation[name] = number(value);
  for (const auto& [name, value] : epoch.logged) logged[name] = number(value);
  return {{"fold", epoch.fold},
          {"seed", epoch.seed},
          {"epoch", epoch.epoch},
          {"lr", number(epoch.lr)},
          {"train_loss", number(epoch.train_loss)},
          {"validation", validation},
          {"logged", logged},
          {"best", epoch.best}};
}

Json confusion_json(const run::Run& run) {
  const auto confusion = run::total_confusion(run);
  Json rows = Json::array();
  for (std::size_t truth = 0; truth < confusion.classes(); ++truth) {
    Json row = Json::array();
    for (std::size_t said = 0; said < confusion.classes(); ++said)
      row.push_back(confusion.at(truth, said));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json results_json(const run::Run& run) {
  Json out = Json::array();
  for (const auto& result : run.results) {
    Json values = Json::object();
    for (const auto& [name, value] : result.scores.metrics) values[name] = number(value);
    out.push_back({{"fold", result.fold},
                   {"seed", result.seed},
                   {"name", result.name},
                   {"clips", result.scores.clips},
                   {"best_epoch", result.best_epoch},
                   {"metrics", values}});
  }
  return out;
}

Json sweep_json(const FoundSweep& sweep, const std::map<std::string, std::string>& ids) {
  Json cells = Json::array();
  std::set<std::string> axes;
  std::string name = sweep.folder.filename().string(), figure;
  for (const auto& ledger : sweep.ledgers) {
    name = ledger.facts.sweep;
    figure = ledger.facts.figure;
    for (const auto& entry : ledger.entries) {
      Json values = Json::object();
      for (const auto& change : entry.overrides) values[change.axis] = change.value;
      const auto folder = (ledger.file.parent_path() / entry.run).lexically_normal().string();
      const auto id = ids.find(folder);
      cells.push_back({{"id", entry.id},
                       {"status", sweep::name_of(entry.status)},
                       {"reason", entry.reason},
                       {"values", values},
                       {"validation", entry.validation ? number(*entry.validation) : Json(nullptr)},
                       {"run", id == ids.end() ? Json(nullptr) : Json(id->second)}});
    }
    axes.insert(ledger.facts.axes.begin(), ledger.facts.axes.end());
  }
  return {{"folder", sweep.folder.string()},
          {"name", name},
          {"figure", figure},
          {"axes", axes},
          {"cells", cells},
          {"fault", sweep.fault}};
}

}  // namespace

Json list_json(const Found& found) {
  Json runs = Json::array(), sweeps = Json::array();
  std::map<std::string, std::string> ids;
  for (const auto& run : found.runs) {
    ids[run.folder.lexically_normal().string()] = run.id;
    runs.push_back(summary_json(run));
  }
  for (const auto& sweep : found.sweeps) sweeps.push_back(sweep_json(sweep, ids));
  return {{"runs", runs}, {"sweeps", sweeps}};
}

Json run_json(const FoundRun& found) {
  auto out = summary_json(found);
  if (!found.fault.empty()) return out;
  Json history = Json::array();
  for (const auto& epoch : found.run.history) history.push_back(epoch_json(epoch));
  out["history"] = history;
  out["classes"] = found.run.facts.classes;
  out["confusion"] = confusion_json(found.run);
  out["results"] = results_json(found.run);
  out["clips"] = found.run.facts.clips;
  out["notes"] = found.run.facts.notes;
  return out;
}

Json mistakes_json(const FoundRun& found) {
  Json out = Json::array();
  if (!found.fault.empty() || !found.run.is_finished() || !found.run.facts.is_classification())
    return out;
  const auto tested = run::read_evaluated_run(found.run, found.folder);
  const auto classes = tested.run.facts.classes.size();
  struct Mistake {
    const run::EvaluatedSeed* seed;
    std::size_t clip;
    double sure;
  };
  std::vector<Mistake> mistakes;
  for (const auto& seed : tested.seeds) {
    const auto& said = seed.outcomes;
    for (std::size_t i = 0; i < seed.clips.size(); ++i) {
      if (said.truth[i] == said.predicted[i]) continue;
      const auto place = i * classes + static_cast<std::size_t>(said.predicted[i]);
      mistakes.push_back(
          {&seed, i, place < said.probabilities.size() ? said.probabilities[place] : 0.0});
    }
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const auto& a, const auto& b) { return a.sure > b.sure; });
  if (mistakes.size() > kMostMistakes) mistakes.resize(kMostMistakes);
  for (const auto& [seed, clip, sure] : mistakes) {
    const auto& names = tested.run.facts.classes;
    out.push_back({{"key", seed->clips[clip]},
                   {"fold", seed->folds[clip]},
                   {"seed", seed->seed},
                   {"truth", names[static_cast<std::size_t>(seed->outcomes.truth[clip])]},
                   {"predicted", names[static_cast<std::size_t>(seed->outcomes.predicted[clip])]},
                   {"sure", number(sure)}});
  }
  return out;
}

}  // namespace serhost::view
