// Clip by clip, each alone: what is padded would be explained, too.
#include "app/explain.hpp"

#include <cmath>

#include "app/experiment_check.hpp"
#include "app/given_audio.hpp"
#include "app/opened_model.hpp"
#include "base/parallel.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "data/loading/loader.hpp"
#include "train/published_model.hpp"

namespace serhost::app {
namespace {

constexpr double kRightEnough = 0.01;  // of the difference of the scores

TrainedRun opened_run(const ExplainJob& job, const host::Registry& registry,
                      RunObserver& observer) {
  require_model(job.run);
  if (train::looks_published(job.run))
    throw UsageError(job.run.string() + " is a published model; explain takes the folder of a run");
  auto out = open_trained_run(job.run, registry, job.chosen);
  observer.log(out.run.facts.name + ": " + words_of(out.members));
  return out;
}

std::unique_ptr<train::Explainer> explainer_of(const TrainedRun& trained,
                                               const host::Registry& registry,
                                               const train::PredictOptions& options) {
  const TemporaryFolder skeletons("model");
  const auto made = made_from_own_files(trained, trained.members.front(), skeletons.path());
  std::vector<std::filesystem::path> checkpoints;
  for (const auto& member : trained.members) checkpoints.push_back(member.checkpoint);
  return std::make_unique<train::Explainer>(made, registry, checkpoints, options);
}

/// Where a model is too rough for its gradients to add up, their reader must know.
void warn_of_rest(const Explained& one, RunObserver& observer) {
  double sum = 0.0;
  for (const double value : one.what.gradients.values) sum += value;
  const double difference = one.what.score - one.what.baseline, rest = std::abs(sum - difference);
  if (rest <= kRightEnough * std::abs(difference) + 1e-4) return;
  observer.log("warning: " + one.key + ": the integrated gradients sum to " + exact(sum) +
               ", and the scores differ by " + exact(difference));
}

}  // namespace

ExplainedClips explain(const Session& session, const ExplainJob& job, RunObserver& observer) {
  const auto registry = registry_of(session);
  const auto trained = opened_run(job, registry, observer);
  ExplainedClips done;
  const auto files = readable_files(job.audio, job.list, job.key, done.damaged);

  train::PredictOptions options;
  options.device = job.device;
  options.threads = session.threads;
  options.log = [&](const std::string& line) { observer.log(line); };
  options.progress = [&](const Progress& progress) { observer.progress(progress); };
  const auto explainer = explainer_of(trained, registry, options);

  const auto manifest = manifest_of_files(files);
  std::vector<data::Batch> one_by_one;
  for (std::size_t i = 0; i < files.size(); ++i) one_by_one.push_back({i});
  data::ClipSource source(manifest, explainer->sample_rate(), 0);
  data::Loader loader(source, manifest, std::move(one_by_one),
                      load_options(explainer->sample_rate(), explainer->shortest(),
                                   trained.experiment.train, threads_to_use(session.threads)));
  for (std::size_t i = 0; i < files.size(); ++i) {
    try {
      auto loaded = std::move(*loader.next());
      Explained one{files[i].key, std::move(loaded.values), {}};
      one.what = explainer->explain(one.samples, files[i].file.string(), job.how);
      warn_of_rest(one, observer);
      job.say(one);
      ++done.clips;
    } catch (const DataError& error) { done.damaged.add(error.exit(), error.what()); }
    observer.progress({"explain", static_cast<std::int64_t>(i) + 1,
                       static_cast<std::int64_t>(files.size()), "clips"});
  }
  return done;
}

}  // namespace serhost::app
