#include "report/run_pages.hpp"

#include "report/html.hpp"
#include "report/model_card.hpp"

namespace serhost::report {

std::map<std::string, std::string> run_pages(const run::Run& run) {
  return {{"report.html", html_report(run)}, {"model_card.md", model_card(run)}};
}

}  // namespace serhost::report
