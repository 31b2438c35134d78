// Written once the run is finished, and replaced as a whole.
#include "sweep/cell_json.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/folders.hpp"

namespace serhost::sweep {
namespace {

using Json = nlohmann::ordered_json;

Json settings_of(const Cell& cell, std::size_t from, std::size_t count) {
  auto out = Json::object();
  for (std::size_t i = from; i < std::min(cell.overrides.size(), from + count); ++i)
    out[cell.overrides[i].axis] = cell.overrides[i].value;
  return out;
}

Json json_of(const Sweep& sweep, const std::string& id, const Cell& cell, std::int64_t trial,
             std::size_t overrides) {
  return {{"schema", "serhost.cell/1"},
          {"sweep", sweep.name},
          {"id", id},
          {"group", cell.group},
          {"trial", trial},
          {"settings", settings_of(cell, 0, overrides)}};
}

void write(const Json& json, const std::filesystem::path& run) {
  remove_temporary_files(run);  // of a sweep that was killed while it wrote this
  replace_file(run / "cell.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace

void write_cell_json(const Sweep& sweep, const Cell& cell, const std::filesystem::path& run) {
  write(json_of(sweep, cell.id, cell, cell.trial, cell.overrides.size()), run);
}

void write_tuned_json(const Sweep& sweep, const std::vector<const Cell*>& trials, std::size_t done,
                      const std::vector<Selected>& chosen, const std::filesystem::path& run) {
  auto json = json_of(sweep, trials.front()->group, *trials.front(), 0, sweep.axes.size());
  auto& tuning = json["tuning"] = {{"budget", sweep.trials}, {"done", done}};
  tuning["chosen"] = Json::array();
  for (const auto& one : chosen)
    tuning["chosen"].push_back({{"fold", one.fold},
                                {"seed", one.seed},
                                {"trial", one.trial},
                                {"validation", one.validation}});
  tuning["trials"] = Json::array();
  for (const auto* trial : trials) {
    tuning["trials"].push_back(
        {{"trial", trial->trial},
         {"id", trial->id},
         {"settings", settings_of(*trial, sweep.axes.size(), trial->overrides.size())}});
  }
  write(json, run);
}

}  // namespace serhost::sweep
