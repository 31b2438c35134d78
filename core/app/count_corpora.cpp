// Each corpus as an experiment of its own, so that classes and absences of one are none of the
// others'.
#include <algorithm>

#include "app/data_checks.hpp"
#include "app/experiment_check.hpp"
#include "base/files.hpp"

namespace serhost::app {
namespace {

/// Why a table's folder cannot be read, where it is not there: "experiments/a.toml:3:8: ...".
std::string absence_of(const Faults& faults, std::size_t table, std::size_t tables) {
  const auto key =
      tables == 1 ? std::string("dataset.root: ") : "dataset." + std::to_string(table) + ".root: ";
  for (const auto& fault : faults.all()) {
    if (const auto at = fault.message.find(key); at != std::string::npos)
      return fault.message.substr(at + key.size());
  }
  return "";
}

data::CorpusRow counted(const Prepared& prepared, const config::DatasetTable& table) {
  auto alone = prepared.experiment;
  alone.datasets = {table};
  Faults faults;
  const auto manifest = data::build_manifest(alone, prepared.registry, faults);
  auto row = manifest.corpora.empty() ? data::CorpusRow() : data::corpus_row(manifest, 0);
  row.name = table.name;
  if (faults.empty()) return row;
  const auto& all = faults.all();
  row.fault = all.front().message;
  if (all.size() > 1) row.fault += "; and " + std::to_string(all.size() - 1) + " more";
  return row;
}

}  // namespace

std::vector<data::CorpusRow> count_corpora(const Session& session,
                                           const std::filesystem::path& file,
                                           const std::vector<std::string>& overrides,
                                           RunObserver& observer) {
  Faults faults;
  const auto prepared = prepare_experiment(session, file, overrides, faults);
  const bool absent_alone =
      std::all_of(faults.all().begin(), faults.all().end(),
                  [](const Fault& fault) { return fault.exit == Exit::missing; });
  if (!absent_alone) faults.throw_if_any();
  auto printed = file;
  printed.replace_extension(".published.csv");
  std::vector<data::CorpusRow> rows;
  const auto& tables = prepared.experiment.datasets;
  for (const auto& table : tables) {
    observer.progress({"counting", static_cast<std::int64_t>(rows.size()),
                       static_cast<std::int64_t>(tables.size()), "corpora"});
    if (const auto absent = absence_of(faults, rows.size(), tables.size()); !absent.empty()) {
      rows.emplace_back().name = table.name;
      rows.back().fault = absent;
    } else {
      rows.push_back(counted(prepared, table));
    }
  }
  std::error_code ignored;
  if (std::filesystem::exists(printed, ignored))
    data::set_beside(rows, data::read_printed_corpora(read_file(printed), printed.string()));
  return rows;
}

}  // namespace serhost::app
