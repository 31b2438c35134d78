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
  for (const auto& [at, outcomes] : clips)
    by_seed.try_emplace(at.second, outcomes.emptied()).first->second.append(outcomes);
  for (auto& [seed, outcomes] : by_seed) {
    auto& to = out.seeds.emplace_back();
    to.seed = seed;
    to.outcomes = std::move(outcomes);
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> run_pages(const run::Run& run, const run::TestedClips& clips) {
  std::vector<SpeakerScores> speakers;
  std::vector<Figure> figures;
  if (run.facts.is_classification()) {
    speakers = speaker_scores(run, clips);
  } else {
    Grid alone;
    alone.systems.push_back(evaluated_of(run, clips));
    figures = rating_figures(alone, 0);
  }
  return {{"report.html", html_report(run, speakers, figures)}, {"model_card.md", model_card(run)}};
}

}  // namespace serhost::report
