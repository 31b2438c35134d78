// The comparison for programs.
#include "base/json.hpp"
#include "report/comparison_text.hpp"

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
              {"summary", Json::object()}};
  for (const auto& folder : system.folders) out["folders"].push_back(folder.string());
  for (const auto& [metric, summary] : system.run.summary) {
    out["summary"][metric] = {{"pooled", json_number(summary.pooled)},
                              {"folds_mean", json_number(summary.folds_mean)},
                              {"folds_sd", json_number(summary.folds_sd)},
                              {"seeds_sd", json_number(summary.seeds_sd)},
                              {"interval", interval(summary.low, summary.high)}};
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
  const auto& decided = pair.differences.at(all.options.metric);
  out["seeds"] = pair.seeds;
  out["difference"] = json_number(decided.second - decided.first);
  out["interval"] = interval(decided.interval.low, decided.interval.high);
  out["method"] = decided.interval.method;
  out["test"] = pair.test;
  out["p"] = json_number(pair.p);
  out["holm"] = json_number(pair.adjusted);
  out["survives"] = all.is_significant(pair);
  out["clips_as_units"] = pair.clips_as_units;
  for (const auto& [metric, difference] : pair.differences) {
    out["differences"][metric] = {
        {"first", json_number(difference.first)},
        {"second", json_number(difference.second)},
        {"interval", interval(difference.interval.low, difference.interval.high)},
        {"p", json_number(difference.p)}};
  }
  if (pair.mcnemar) {
    out["mcnemar"] = {{"only_first", pair.mcnemar->only_first},
                      {"only_second", pair.mcnemar->only_second},
                      {"exact", json_number(pair.mcnemar->exact)},
                      {"mid_p", json_number(pair.mcnemar->mid_p)}};
  }
  out["unit"] = pair.unit;
  out["by_unit"] = Json::array();
  for (const double difference : pair.by_unit) out["by_unit"].push_back(json_number(difference));
  out["wilcoxon"] = sign_test(pair.wilcoxon);
  out["sign_flips"] = sign_test(pair.flips);
  out["equivalence"] = pair.equivalence ? Json({{"margin", all.options.margin},
                                                {"p", json_number(pair.equivalence->p)},
                                                {"above", json_number(pair.equivalence->above)},
                                                {"below", json_number(pair.equivalence->below)}})
                                        : Json(nullptr);
  out["detectable"] = pair.detectable ? json_number(*pair.detectable) : Json(nullptr);
  out["seen_by"] = pair.seen_by;
  return out;
}

}  // namespace

std::string comparison_json(const std::vector<run::EvaluatedRun>& systems, const Comparisons& all,
                            const std::vector<std::string>& reasons) {
  Json out = {{"schema", "serhost.compare/1"}, {"metric", all.options.metric},
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
