// A finished run as MLflow keeps runs in files, so that it stands beside those of other programs.
#pragma once

#include <filesystem>
#include <string>

namespace serhost::app {

struct MlflowExport {
  std::filesystem::path folder;  ///< of the run, in the store
  std::string name;              ///< of the run
  std::size_t metrics = 0, parameters = 0;
};

/// Writes `run` into the file store `store`, made where it is not there; runs of others in it stay.
/// The same run again takes the place of the earlier copy, since its id is of its content. Metrics
/// are those of the summary, of every fold and seed, and the curves of training; parameters are
/// the keys of the experiment; artifacts are report, record and predictions; tags are stamps and
/// the comparability signature. Throws Error: what compared_run throws; cannot_create where `store`
/// holds something else.
MlflowExport export_to_mlflow(const std::filesystem::path& run, const std::filesystem::path& store);

}  // namespace serhost::app
