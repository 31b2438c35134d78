// The comparison for programs.
#include "base/json.hpp"
#include "report/chance.hpp"
#include "report/comparison_text.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

Json interval(const std::optional<double>& low, const std::optional<double>& high) {
  return low && high ? Json::array({json_number(*low), json_number(*high)}) : Json(nullptr);
}

Json sign_test(const metrics::SignTest& test) {
  return {{"statistic", json_number(test.statistic)},
          {"p", json_number(test.p)},
          {"exact", test.exact},
          {"pairs", test.pairs}};
}

Json system_json(const run::EvaluatedRun& system) {
  Json out = {{"name", system.name},
              {"folders", Json::array()},
              {"signature", system.run.facts.signature.line()},
              {"sha256", system.run.facts.signature.hash()},
              {"seeds", system.run.facts.seeds},
              {"warnings", warnings_of_chance(system.run)},
              {"summary", Json::object()}};
  out["stamps"] = stamps_of(system.run);
  for (const auto& folder : system.folders) out["folders"].push_back(folder.string());
  for (const auto& [metric, summary] : system.run.summary) {
    out["summary"][metric] = {{"pooled", json_number(summary.pooled)},
                              {"folds_mean", json_number(summary.folds_mean)},
                              {"folds_sd", json_number(summary.folds_sd)},
                              {"seeds_sd", json_number(summary.seeds_sd)},
                              {"interval", interval(summary.low, summary.high)},
                              {"chance", json_number(chance_level(system.run, metric))}};
  }
  return out;
}

/// What is shown and decides nothing.
Json described_json(const Comparison& pair) {
  const auto& folds = pair.folds;
  Json differences = Json::array();
  for (const double difference : folds.differences) differences.push_back(json_number(difference));
  Json out = {{"pooled", json_number(pair.pooled)},
              {"folds",
               {{"mean", folds.mean ? json_number(*folds.mean) : Json(nullptr)},
                {"differences", differences},
                {"wilcoxon", sign_test(folds.wilcoxon)},
                {"sign_flips", sign_test(folds.flips)}}}};
  if (pair.mcnemar) {
    out["mcnemar"] = {{"only_first", json_number(pair.mcnemar->only_first)},
                      {"only_second", json_number(pair.mcnemar->only_second)},
                      {"exact", json_number(pair.mcnemar->exact)},
                      {"mid_p", json_number(pair.mcnemar->mid_p)}};
  }
  return out;
}

Json pair_json(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
               const Comparison& pair) {
  Json out = {{"first", systems[pair.first].name}, {"second", systems[pair.second].name}};
  if (!pair.unpaired.empty()) {
    out["unpaired"] = pair.unpaired;
    return out;
  }
  out["seeds"] = Json::array();
  for (const auto& [a, b] : pair.seeds) out["seeds"].push_back(Json::array({a, b}));
  out["other_seeds"] = pair.other_seeds;
  const bool decided = pair.is_decided();
  const auto& difference = pair.differences.at(all.options.metric);
  out["values"] = Json::array({json_number(difference.first), json_number(difference.second)});
  out["difference"] = json_number(difference.second - difference.first);
  out["interval"] = interval(difference.interval.low, difference.interval.high);
  out["method"] = difference.interval.method;
  out["unit"] = decided ? Json(pair.unit) : Json(nullptr);
  out["units"] = difference.estimate.units;
  out["undecided"] = decided ? Json(nullptr) : Json(pair.undecided);
  out["test"] = decided ? Json(pair.test) : Json(nullptr);
  out["p"] = json_number(pair.p);
  out["holm"] = json_number(pair.adjusted);
  out["significant"] = all.is_significant(pair);
  out["opposed"] = pair.is_opposed();
  for (const auto& [metric, found] : pair.differences) {
    out["differences"][metric] = {{"first", json_number(found.first)},
                                  {"second", json_number(found.second)},
                                  {"interval", interval(found.interval.low, found.interval.high)},
                                  {"p", json_number(found.p)}};
  }
  out["equivalence"] = pair.equivalence ? Json({{"margin", all.options.margin},
                                                {"p", json_number(pair.equivalence->p)},
                                                {"above", json_number(pair.equivalence->above)},
                                                {"below", json_number(pair.equivalence->below)}})
                                        : Json(nullptr);
  out["detectable"] = pair.detectable ? json_number(*pair.detectable) : Json(nullptr);
  out["described"] = described_json(pair);
  return out;
}

}  // namespace

std::string comparison_json(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                            const std::vector<std::string>& reasons) {
  Json out = {{"schema", "serhost.compare/2"}, {"metric", all.options.metric},
              {"level", all.options.level},    {"margin", all.options.margin},
              {"comparable", reasons.empty()}, {"reasons", reasons},
              {"systems", Json::array()},      {"pairs", Json::array()}};
  for (const auto& system : systems) out["systems"].push_back(system_json(system));
  for (const auto& pair : all.pairs) out["pairs"].push_back(pair_json(systems, all, pair));
  out["effects"] = all.effects ? Json({{"systems", json_number(all.effects->choice)},
                                       {"seeds", json_number(all.effects->seed)},
                                       {"rest", json_number(all.effects->rest)},
                                       {"systems_sd", json_number(all.effects->choice_sd)},
                                       {"seeds_sd", json_number(all.effects->seed_sd)},
                                       {"rest_sd", json_number(all.effects->rest_sd)},
                                       {"systems_p", json_number(all.effects->choice_p)},
                                       {"seeds_p", json_number(all.effects->seed_p)}})
                               : Json(nullptr);
  out["notes"] = all.notes;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::report
