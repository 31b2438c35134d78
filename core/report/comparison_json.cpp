// The comparison for programs.
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/comparison_text.hpp"

namespace serhost::report {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json interval(const std::optional<double>& low, const std::optional<double>& high) {
  return low && high ? Json::array({number(*low), number(*high)}) : Json(nullptr);
}

Json sign_test(const metrics::SignTest& test) {
  return {{"statistic", number(test.statistic)}, {"p", number(test.p)}, {"exact", test.exact}, {"pairs", test.pairs}};
}

Json system_json(const Tested& system) {
  Json out = {{"name", system.name}, {"folders", Json::array()}, {"signature", system.run.facts.signature.line()},
              {"sha256", system.run.facts.signature.hash()}, {"seeds", system.run.facts.seeds}, {"summary", Json::object()}};
  for (const auto& folder : system.folders) out["folders"].push_back(folder.string());
  for (const auto& [metric, summary] : system.run.summary) {
    out["summary"][metric] = {{"pooled", number(summary.pooled)}, {"folds_mean", number(summary.folds_mean)}, {"folds_sd", number(summary.folds_sd)},
                              {"seeds_sd", number(summary.seeds_sd)}, {"interval", interval(summary.low, summary.high)}};
  }
  return out;
}

Json pair_json(const std::vector<Tested>& systems, const Comparisons& all, const Comparison& pair) {
  Json out = {{"first", systems[pair.first].name}, {"second", systems[pair.second].name}};
  if (!pair.unpaired.empty()) {
    out["unpaired"] = pair.unpaired;
    return out;
  }
  const auto& decided = pair.differences.at(all.options.metric);
  out["seeds"] = pair.seeds;
  out["difference"] = number(decided.second - decided.first);
  out["interval"] = interval(decided.interval.low, decided.interval.high);
  out["method"] = decided.interval.method;
  out["test"] = pair.test;
  out["p"] = number(pair.p);
  out["holm"] = number(pair.adjusted);
  out["survives"] = all.survives(pair);
  out["clips_as_units"] = pair.clips_as_units;
  for (const auto& [metric, difference] : pair.differences) {
    out["differences"][metric] = {{"first", number(difference.first)}, {"second", number(difference.second)},
                                  {"interval", interval(difference.interval.low, difference.interval.high)}, {"p", number(difference.p)}};
  }
  out["mcnemar"] = {{"only_first", pair.mcnemar.only_first}, {"only_second", pair.mcnemar.only_second}, {"exact", number(pair.mcnemar.exact)},
                    {"mid_p", number(pair.mcnemar.mid_p)}};
  out["unit"] = pair.unit;
  out["by_unit"] = Json::array();
  for (const double difference : pair.by_unit) out["by_unit"].push_back(number(difference));
  out["wilcoxon"] = sign_test(pair.wilcoxon);
  out["sign_flips"] = sign_test(pair.flips);
  out["equivalence"] = pair.equivalence ? Json({{"margin", all.options.margin}, {"p", number(pair.equivalence->p)},
                                                {"above", number(pair.equivalence->above)}, {"below", number(pair.equivalence->below)}})
                                        : Json(nullptr);
  out["detectable"] = pair.detectable ? number(*pair.detectable) : Json(nullptr);
  out["seen_by"] = pair.seen_by;
  return out;
}

}  // namespace

std::string comparison_json(const std::vector<Tested>& systems, const Comparisons& all, const std::vector<std::string>& reasons) {
  Json out = {{"schema", "serhost.compare/1"}, {"metric", all.options.metric}, {"level", all.options.level}, {"margin", all.options.margin},
              {"comparable", reasons.empty()}, {"reasons", reasons}, {"systems", Json::array()}, {"pairs", Json::array()}};
  for (const auto& system : systems) out["systems"].push_back(system_json(system));
  for (const auto& pair : all.pairs) out["pairs"].push_back(pair_json(systems, all, pair));
  out["effects"] = all.effects ? Json({{"systems", number(all.effects->choice)}, {"seeds", number(all.effects->seed)}, {"rest", number(all.effects->rest)},
                                       {"systems_sd", number(all.effects->choice_sd)}, {"seeds_sd", number(all.effects->seed_sd)},
                                       {"rest_sd", number(all.effects->rest_sd)}, {"systems_p", number(all.effects->choice_p)},
                                       {"seeds_p", number(all.effects->seed_p)}})
                               : Json(nullptr);
  out["notes"] = all.notes;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::report
