#include "report/run_pages.hpp"

#include "report/html.hpp"
#include "report/model_card.hpp"
#include "report/rating_figures.hpp"

namespace serhost::report {
namespace {

/// The tested clips of all seeds, as a run that was read has them.
run::EvaluatedRun evaluated_of(const run::Run& run, const run::TestedClips& clips) {
  run::EvaluatedRun out;
  out.name = run.facts.name;
  out.run = run;
  std::map<std::int64_t, metrics::Outcomes> by_seed;
  for (const auto& [at, outcomes] : clips) {
    const auto known = by_seed.find(at.second);
    if (known == by_seed.end()) by_seed.emplace(at.second, outcomes);
    else known->second.append(outcomes);
  }
  for (auto& [seed, outcomes] : by_seed) {
    auto& to = out.seeds.emplace_back();
    to.seed = seed;
    to.outcomes = std::move(outcomes);
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> run_pages(const run::Run& run) {
  return {{"report.html", html_report(run)}, {"model_card.md", model_card(run)}};
}

std::map<std::string, std::string> run_pages_of(const run::Run& run,
                                                const run::TestedClips& clips) {
  auto out = run_pages(run);
  if (run.facts.is_classification()) {
    out["report.html"] = html_report(run, speaker_scores(run, clips));
    return out;
  }
  Grid alone;
  alone.systems.push_back(evaluated_of(run, clips));
  out["report.html"] = html_report(run, {}, rating_figures(alone, 0));
  return out;
}

}  // namespace serhost::report
