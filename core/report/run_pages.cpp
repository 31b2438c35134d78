#include "report/run_pages.hpp"

#include "report/html.hpp"
#include "report/model_card.hpp"
#include "report/rating_figures.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::report {

std::map<std::string, std::string> run_pages(const run::Run& run) {
  return {{"report.html", html_report(run)}, {"model_card.md", model_card(run)}};
}

std::map<std::string, std::string> run_pages_of(const run::Run& run,
                                                const std::filesystem::path& folder) {
  auto out = run_pages(run);
  auto evaluated = run::read_evaluated_run(run, folder);
  if (run.facts.is_classification()) {
    out["report.html"] = html_report(run, speaker_scores(evaluated));
    return out;
  }
  evaluated.name = run.facts.name;
  Grid alone;
  alone.systems.push_back(std::move(evaluated));
  out["report.html"] = html_report(run, {}, rating_figures(alone, 0));
  return out;
}

}  // namespace serhost::report
