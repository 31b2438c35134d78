// The parts of an export that do not depend on its format.
#include "app/export_parts.hpp"

#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "base/text.hpp"

namespace serhost::app {

namespace fs = std::filesystem;

void require_free(const fs::path& place) {
  std::error_code fault;
  if (!fs::exists(fs::symlink_status(place, fault))) return;
  if (fs::is_directory(place, fault) && fs::is_empty(place, fault)) return;
  throw RemediableError(Exit::cannot_create, place.string() + ": exists already",
                        Remedy::other_folder);
}

TrainedRun open_one_model(const ExportJob& job, const host::Registry& registry) {
  auto trained = open_trained_run(job.run, registry, job.chosen);
  if (!trained.run.is_finished())
    throw RemediableError(Exit::failed, job.run.string() + ": the run is not finished",
                          Remedy::finish);
  trained.run = compared_run(job.run).run;  // the card repeats its numbers
  if (trained.members.size() > 1) {
    std::vector<std::string> all;
    for (const auto& member : trained.members) all.push_back(words_of({member}));
    throw UsageError(
        job.run.string() + ": holds " + count_of(all.size(), "model") +
        ", and one is exported; choose the fold and the seed of one: " + join(all, "; "));
  }
  return trained;
}

std::vector<std::string> differences_around(const config::Experiment& experiment,
                                            const std::string& reader) {
  std::vector<std::string> out;
  if (experiment.train.max_seconds)
    out.push_back("The run heard the middle " + exact(*experiment.train.max_seconds) +
                  " s of longer clips (train.max_seconds); " + reader + " hears all of them.");
  if (experiment.train.pad_short)
    out.push_back("The run put silence behind clips that are too short; " + reader +
                  " refuses them.");
  if (experiment.train.precision != "fp32")
    out.push_back("The run computed in " + experiment.train.precision +
                  "; this model computes in fp32, and its probabilities differ a little.");
  return out;
}

}  // namespace serhost::app
