// The model, the files, then one of the two ways to hear them.
#include "app/predict.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "app/experiment_check.hpp"
#include "app/given_audio.hpp"
#include "app/opened_model.hpp"
#include "app/predict_parts.hpp"
#include "app/remedy.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "train/run.hpp"

namespace serhost::app {
namespace {

/// Of a model directory or file, by content.
std::string identity_of_files(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(path)) return sha256_of_file(path);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Sha256 hash;
  for (const auto& file : files)
    hash.add(file.filename().string() + "\n" + sha256_of_file(file) + "\n");
  return hash.hex();
}

/// Of the model, the windows and the clips: what a journal's answers belong to.
std::string signature_of(const PredictJob& job, const OpenedModel& opened,
                         const std::vector<features::AudioFile>& clips) {
  Sha256 hash;
  hash.add((opened.trained ? identity_of(*opened.trained, opened.trained->members)
                           : identity_of_files(job.model)) +
           "\n");
  if (job.windows) hash.add(exact(job.windows->size) + " " + exact(job.windows->hop) + "\n");
  // Which clips are heard together follows from all of them.
  for (const auto& clip : clips) hash.add(clip.key + "\n" + clip.identity + "\n");
  return hash.hex();
}

}  // namespace

void stopped_early(const Predicting& predicting, const std::string& where) {
  if (predicting.journal != nullptr)
    throw RemediableError(Exit::stopped, "stopped " + where, Remedy::repeat_afterwards);
  throw Error(Exit::stopped, "stopped " + where + "; nothing was kept");
}

PredictedClips predict(const Session& session, const PredictJob& job, RunObserver& observer) {
  const auto registry = registry_of(session);
  require_model(job.model);
  Faults damaged;
  const auto clips = job.raw ? std::vector<features::AudioFile>{}
                             : readable_files(job.audio, job.list, job.key, damaged);

  train::keep_few_products();
  train::PredictOptions options;
  options.device = job.device;
  options.threads = session.threads;
  options.log = [&](const std::string& line) { observer.log(line); };
  options.progress = [&](const Progress& progress) { observer.progress(progress); };
  const auto opened = open_model(job.model, job.chosen, registry, options);
  UnfamiliarAudio unfamiliar(*opened.model, options.log);
  if (opened.trained) unfamiliar.compare_with(*opened.trained);

  std::optional<PredictionJournal> journal;
  if (job.journal && !job.raw) journal.emplace(*job.journal, signature_of(job, opened, clips));
  Predicting predicting{.job = job,
                        .rules = opened.rules,
                        .model = *opened.model,
                        .unfamiliar = unfamiliar,
                        .observer = observer,
                        .journal = journal ? &*journal : nullptr,
                        .threads = threads_to_use(session.threads)};
  predicting.done.damaged = std::move(damaged);
  if (job.begin) job.begin(opened.model->columns(), job.raw ? 1 : clips.size());
  if (job.raw) predict_raw(predicting, *job.raw);
  else if (job.windows) predict_windows(predicting, clips);
  else predict_whole(predicting, clips);
  return std::move(predicting.done);
}

}  // namespace serhost::app
