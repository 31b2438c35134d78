#include "report/run_pages.hpp"

#include "report/html.hpp"
#include "report/model_card.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::report {

std::map<std::string, std::string> run_pages(const run::Run& run) {
  return {{"report.html", html_report(run)}, {"model_card.md", model_card(run)}};
}

std::map<std::string, std::string> run_pages_of(const run::Run& run,
                                                const std::filesystem::path& folder) {
  auto out = run_pages(run);
  if (run.facts.is_classification())
    out["report.html"] = html_report(run, speaker_scores(run::read_evaluated_run(run, folder)));
  return out;
}

}  // namespace serhost::report
