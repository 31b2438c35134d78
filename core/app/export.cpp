// Everything that can be refused is refused before anything is written; the folder takes its place
// only once it has been read again and says what the run's model says.
#include "app/export.hpp"

#include <algorithm>
#include <cstdint>

#include "app/experiment_check.hpp"
#include "app/export_card.hpp"
#include "app/export_parts.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "train/exported_model.hpp"
#include "train/published_model.hpp"
#include "train/test_sound.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

void add_difference_of_epsilon(double epsilon, std::vector<std::string>& notes) {
  if (epsilon == train::kTransformersEpsilon) return;
  notes.push_back("The run added " + exact(epsilon) +
                  " to the variance of a waveform, Transformers adds 1e-07: the probabilities of "
                  "very quiet clips differ.");
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
  const auto trained = open_one_model(job, registry);
  train::require_exportable(job.run, train::reasons_against_export(trained.experiment));

  train::PredictOptions options;
  options.device = "cpu";
  options.threads = session.threads;
  options.log = [&](const std::string& line) { observer.log(line); };
  const TemporaryFolder skeletons("model");
  const auto& member = trained.members.front();
  const auto made = made_from_own_files(trained, member, skeletons.path());
  const train::ExportedModel model(made, registry, job.run, member.checkpoint, options);
  const auto sound =
      train::test_sound(std::max<std::int64_t>(train::kTestSamples, model.shortest()));
  const auto own = model.probabilities(sound);
  auto notes = differences_around(trained.experiment, "Transformers");
  add_difference_of_epsilon(model.normalize_epsilon(), notes);
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
