// Everything that can be refused is refused before anything is written; the folder takes its place
// only once it has been read again and says what the run's model says.
#include "app/export.hpp"

#include <algorithm>
#include <cstdint>

#include "app/experiment_check.hpp"
#include "app/export_card.hpp"
#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "train/exported_model.hpp"
#include "train/published_model.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

void require_free(const fs::path& folder) {
  std::error_code fault;
  if (!fs::exists(fs::symlink_status(folder, fault))) return;
  if (fs::is_directory(folder, fault) && fs::is_empty(folder, fault)) return;
  throw RemediableError(Exit::cannot_create, folder.string() + ": exists already",
                        Remedy::other_folder);
}

TrainedRun open_one(const ExportJob& job, const host::Registry& registry) {
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

/// What the run did around its model and Transformers does not.
std::vector<std::string> differences_around(const config::Experiment& experiment,
                                            double normalize_epsilon) {
  std::vector<std::string> out;
  if (experiment.train.max_seconds)
    out.push_back("The run heard the middle " + exact(*experiment.train.max_seconds) +
                  " s of longer clips (train.max_seconds); Transformers hears all of them.");
  if (experiment.train.pad_short)
    out.emplace_back(
        "The run put silence behind clips that are too short; Transformers refuses "
        "them.");
  if (experiment.train.precision != "fp32")
    out.push_back("The run computed in " + experiment.train.precision +
                  "; this model computes in fp32, and its probabilities differ a little.");
  if (normalize_epsilon != train::kTransformersEpsilon)
    out.push_back("The run added " + exact(normalize_epsilon) +
                  " to the variance of a waveform, Transformers adds 1e-07: the probabilities of "
                  "very quiet clips differ.");
  return out;
}

/// The same everywhere.
std::vector<float> test_sound(std::int64_t shortest) {
  std::vector<float> out(static_cast<std::size_t>(std::max<std::int64_t>(16000, shortest)));
  std::uint32_t state = 1;
  for (auto& sample : out) {
    state = state * 1664525U + 1013904223U;
    sample = (static_cast<float>(state >> 8U) / 16777216.0F - 0.5F) * 0.4F;
  }
  return out;
}

std::vector<double> read_again(const fs::path& folder, const host::Registry& registry,
                               const std::vector<float>& sound,
                               const train::PredictOptions& options) {
  train::PublishedModel model(folder, registry, options);
  data::LoadedBatch batch;
  batch.clips = {0};
  batch.longest = static_cast<std::int64_t>(sound.size());
  batch.lengths = {batch.longest};
  batch.values = sound;
  const auto said = model.answer_each(std::move(batch), {"the test sound"}).at(0);
  std::vector<double> out(said.size() - 1);  // behind `predicted`
  for (std::size_t i = 0; i < out.size(); ++i) SERHOST_CHECK(read_number(said[i + 1], out[i]));
  return out;
}

void write_record(const TrainedRun& trained, const fs::path& folder) {
  make_directory(folder);
  for (const char* name : {"run.json", "resolved.toml"})
    replace_file(folder / name, read_file(trained.folder / name));
}

}  // namespace

Exported export_to_hugging_face(const Session& session, const ExportJob& job,
                                RunObserver& observer) {
  require_free(job.folder);
  const auto registry = registry_of(session);
  const auto trained = open_one(job, registry);
  train::require_exportable(job.run, train::reasons_against_export(trained.experiment));

  train::PredictOptions options;
  options.device = "cpu";
  options.threads = session.threads;
  options.log = [&](const std::string& line) { observer.log(line); };
  const TemporaryFolder skeletons("model");
  const auto& member = trained.members.front();
  const auto made = made_from_own_files(trained, member, skeletons.path());
  const train::ExportedModel model(made, registry, job.run, member.checkpoint, options);
  const auto sound = test_sound(model.shortest());
  const auto own = model.probabilities(sound);
  const auto notes = differences_around(trained.experiment, model.normalize_epsilon());
  for (const auto& note : notes) observer.log("note: " + note);

  auto quietly = options;  // of what was just written nothing need be told
  quietly.log = [](const std::string&) {};
  const auto folder = folder_path(fs::absolute(job.folder));
  replace_folder(folder, [&](const fs::path& fresh) {
    model.write(fresh);
    replace_file(fresh / "README.md", exported_card(trained, notes));
    write_record(trained, fresh / "serhost");
    train::require_same_answers(job.run, own, read_again(fresh, registry, sound, quietly));
  });
  return {job.folder, trained.run.facts.name, words_of(trained.members), model.architecture(),
          model.classes().size()};
}

}  // namespace serhost::app
