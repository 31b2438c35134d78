// Routes.
#include "view/site.hpp"

#include <nlohmann/json.hpp>

#include "app/report_inputs.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/comparison.hpp"
#include "report/comparison_text.hpp"
#include "view/page.hpp"
#include "view/page_figures.hpp"
#include "view/page_script.hpp"
#include "view/run_json.hpp"

namespace serhost::view {
namespace {

constexpr int kColumns = 100;

std::string value_of(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  if (found == request.query.end()) throw Error(Exit::missing, "the request lacks " + name);
  return found->second;
}

const std::string& script() {
  static const auto whole = std::string(kListScript) + kFigureScript + kChoiceScript;
  return whole;
}

Response json(const nlohmann::ordered_json& content) {
  // Bytes of names that are no UTF-8 become replacement characters.
  return {200, "application/json; charset=utf-8",
          content.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace

Site::Site(const app::Session& session, std::vector<std::filesystem::path> folders)
    : finder_(std::move(folders)), audio_(session) {}

Response Site::compare(const Request& request) {
  std::vector<run::EvaluatedRun> systems;
  for (const auto* name : {"a", "b"}) {
    systems.push_back(app::compared_run(finder_.run(value_of(request, name)).folder));
    if (systems.size() == 2 && systems[0].name == systems[1].name)
      for (auto& system : systems) system.name = system.folders.front().string();
  }
  report::require_one_task(systems);
  const auto reasons = report::reasons_not_to_rank(systems);
  if (!reasons.empty())
    return {200, "text/plain; charset=utf-8",
            "These results are not comparable, so they are not ranked; they differ in\n  " +
                join(reasons, "\n  ") + "\n"};
  const auto compared =
      report::compare(systems, report::pairs_of(systems.size(), std::nullopt), {});
  return {200, "text/plain; charset=utf-8",
          report::comparison_text(systems, compared, reasons, kColumns, false)};
}

Response Site::answer(const Request& request) {
  const auto& path = request.path;
  if (path == "/") return {200, "text/html; charset=utf-8", kPage};
  if (path == "/view.js") return {200, "text/javascript; charset=utf-8", script()};
  if (path == "/view.css") return {200, "text/css; charset=utf-8", page_style()};
  if (path == "/api/list") return json(list_json(finder_.look()));
  if (path == "/api/run") return json(run_json(finder_.run(value_of(request, "id"))));
  if (path == "/api/mistakes") return json(mistakes_json(finder_.run(value_of(request, "id"))));
  if (path == "/api/compare") return compare(request);
  if (path == "/audio") {
    const auto run = finder_.run(value_of(request, "id"));
    return {200, "audio/wav", app::wave_file(audio_.clip(run.folder, value_of(request, "key")))};
  }
  throw Error(Exit::missing, "there is no " + path);
}

}  // namespace serhost::view
