// The data of one experiment, the models of another, and a record as a run leaves it.
#include "app/evaluate.hpp"

#include <algorithm>
#include <map>

#include "app/audio_check.hpp"
#include "app/evaluated_classes.hpp"
#include "app/evaluated_clips.hpp"
#include "app/evaluated_experiment.hpp"
#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "app/run_directory.hpp"
#include "app/run_facts.hpp"
#include "app/used_plugins.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "data/loading/batches.hpp"
#include "data/manifest/clips_csv.hpp"
#include "report/run_pages.hpp"
#include "run/run_record.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

Prepared prepared_data(const Session& session, const EvaluateJob& job) {
  Faults faults;
  auto out = prepare(session, job.experiment, job.overrides, faults);
  faults.throw_if_any();
  return out;
}

class Evaluated {
 public:
  Evaluated(const Session& session, const EvaluateJob& job, RunObserver& observer)
      : session_(session),
        job_(job),
        observer_(observer),
        prepared_(prepared_data(session, job)),
        trained_(open_trained_run(job.model, prepared_.registry, job.chosen)) {
    take_the_model();
  }

  RunOutcome run() {
    const auto& experiment = prepared_.experiment;
    const auto identity = sha256("evaluated/1\n" + experiment.experiment_hash + "\n" +
                                 identity_of(trained_, trained_.members));
    RunDirectory directory(job_.folder.value_or(fs::path("runs") / experiment.name), identity,
                           experiment.resolved, job_.resume);
    if (directory.state() == RunDirectory::State::finished) {
      compared_run(directory.path());  // a record that contradicts itself is no result
      return {directory.path(), true};
    }
    try {
      read_the_audio();
      models_ = models_for_clips(prepared_, trained_);
      notes_.insert(notes_.end(), models_.notes.begin(), models_.notes.end());
    } catch (const Error&) {
      directory.abandon();
      throw;
    }
    make_the_model();
    if (job_.started) job_.started();
    auto facts = facts_of(identity);
    for (const auto& line : notes_) observer_.log(line);
    run::RunRecord record(directory.path(), std::move(facts));
    replace_file(directory.path() / kClipsFile, data::clips_csv(prepared_.manifest));
    replace_file(directory.path() / pack::kLockFile,
                 pack::text_of(pack::LockFile{used_plugins(experiment)}));
    replace_file(directory.path() / kEvaluatedFile, model_json(trained_));
    test_all(record);
    record.finish(report::run_pages);
    return {directory.path(), false};
  }

 private:
  void take_the_model() {
    take_model(trained_, job_.model, prepared_);
    classes_ = classes_of(trained_, prepared_);
    if (!trained_.run.facts.classes.empty()) notes_ = notes_about(classes_);
  }

  void read_the_audio() {
    Faults faults;
    read_all_audio(prepared_, observer_, faults);
    faults.throw_if_any();
  }

  void make_the_model() {
    train::PredictOptions options;
    options.device = job_.device;
    options.threads = session_.threads;
    options.log = [this](const std::string& line) { observer_.log(line); };
    options.progress = [this](const Progress& progress) { observer_.progress(progress); };
    model_ = trained_model(trained_, prepared_.registry, trained_.members, options);
    mapped_ = prepared_.manifest;
    mapped_.classes = model_->classes();
    for (auto& clip : mapped_.clips) {
      if (clip.label < 0 || mapped_.classes.empty()) continue;
      const auto& name = prepared_.manifest.classes[static_cast<std::size_t>(clip.label)];
      const auto found = std::find(mapped_.classes.begin(), mapped_.classes.end(), name);
      clip.label = found == mapped_.classes.end() ? -1 : found - mapped_.classes.begin();
    }
  }

  run::RunFacts facts_of(const std::string& identity) {
    train::Facts facts;
    facts.device = model_->on_cpu() ? "cpu" : "cuda";
    facts.sample_rate = model_->sample_rate();
    facts.shortest = model_->shortest();
    facts.pretraining = {trained_.run.facts.pretraining, trained_.run.facts.pretraining_known};
    auto out = run_facts(prepared_, facts);
    out.experiment_hash = identity;
    if (!model_->classes().empty()) out.classes = classes_.all;
    out.columns = columns();
    out.test_speakers = models_.speakers;
    out.signature.label = run::with_test_speakers(out.signature.label, models_.speakers);
    out.select = run::kLastEpoch;
    out.determinism = {threads_to_use(session_.threads), std::nullopt, "nothing was trained"};
    notes_.insert(notes_.begin(), "the model of " + trained_.run.facts.name + " (" +
                                      words_of(trained_.members) + ") on the data of " +
                                      prepared_.experiment.name);
    out.notes.insert(out.notes.begin(), notes_.begin(), notes_.end());
    return out;
  }

  /// Of classification those of all classes; of another task its own.
  std::vector<std::string> columns() const {
    if (model_->classes().empty() || !prepared_is_classification()) return model_->all_columns();
    std::vector<std::string> out = {"truth", "predicted"};
    for (const auto& name : classes_.all) out.push_back("p_" + name);
    return out;
  }
  bool prepared_is_classification() const {
    return prepared_.experiment.task == metrics::kClassification;
  }

  void test_all(run::RunRecord& record) {
    const auto& folds = prepared_.folds.front().folds;
    for (const auto seed : prepared_.experiment.seeds) {
      for (const auto& fold : folds) {
        if (record.has(fold.number, seed)) continue;
        if (job_.stop && job_.stop())
          throw RemediableError(Exit::stopped,
                                "stopped before fold " + std::to_string(fold.number) + ", seed " +
                                    std::to_string(seed),
                                Remedy::resume);
        FoldStarted started;
        started.fold = fold.number;
        started.folds = static_cast<std::int64_t>(folds.size());
        started.seed = seed;
        started.name = fold.name;
        started.test = fold.test.size();
        started.parameters = model_->parameters();
        record.fold_started(started);
        FoldEnded ended;
        ended.fold = fold.number;
        ended.seed = seed;
        ended.name = fold.name;
        ended.columns = columns();
        ended.predictions = test(fold, seed);
        record.fold_ended(ended);
        observer_.fold_ended(ended);
      }
    }
  }

  /// Clips that the same models hear, in the batches of a test.
  std::vector<Prediction> test(const data::Fold& fold, std::int64_t seed) {
    std::map<std::vector<std::size_t>, std::vector<std::size_t>> groups;
    for (const auto clip : fold.test) {
      std::vector<std::size_t> models;
      for (const auto member : models_.of_clip.at(clip)) {
        if (trained_.members[member].seed == seed) models.push_back(member);
      }
      groups[models].push_back(clip);
    }
    std::map<std::size_t, Prediction> rows;
    data::ClipSource source(mapped_, model_->sample_rate(), 0);
    for (const auto& [models, clips] : groups) {
      const auto& train = prepared_.experiment.train;
      data::LoadOptions options;
      options.max_seconds = train.max_seconds;
      options.sample_rate = model_->sample_rate();
      options.shortest = model_->shortest();
      options.pad_short = train.pad_short;
      data::Loader loader(source, mapped_, data::evaluation_batches(mapped_, clips, train),
                          options);
      while (auto loaded = loader.next()) {
        const auto heard = loaded->clips;
        const auto answers = model_->evaluate(std::move(*loaded), mapped_, models);
        for (std::size_t i = 0; i < heard.size(); ++i)
          rows[heard[i]] = prediction_of(heard[i], answers[i], fold.number, seed);
        observer_.progress({"test", static_cast<std::int64_t>(rows.size()),
                            static_cast<std::int64_t>(fold.test.size()), "clips"});
      }
    }
    std::vector<Prediction> out;
    for (auto& [clip, row] : rows) out.push_back(std::move(row));
    return out;
  }

  Prediction prediction_of(std::size_t clip, const train::Answer& answer, std::int64_t fold,
                           std::int64_t seed) const {
    const auto& known = prepared_.manifest.clips[clip];
    Prediction out{.key = known.utterance.key,
                   .speaker = known.utterance.speaker,
                   .fold = fold,
                   .seed = seed,
                   .truth = -1,
                   .predicted = -1,
                   .probabilities = {},
                   .cells = answer};
    if (!prepared_is_classification()) return out;
    // By label: the model's classes have places of their own among all.
    const auto& names = model_->all_columns();
    std::map<std::string, std::string> said;
    for (std::size_t i = 0; i < names.size(); ++i) said[names[i]] = answer[i];
    const auto place = [&](const std::string& name) {
      const auto at = std::find(classes_.all.begin(), classes_.all.end(), name);
      return static_cast<std::int64_t>(at - classes_.all.begin());
    };
    out.truth = known.label;
    out.predicted = place(said.at("predicted"));
    out.cells = {known.label < 0 ? "" : classes_.all[static_cast<std::size_t>(known.label)],
                 said.at("predicted")};
    for (const auto& name : classes_.all) {
      const auto probability = said.find("p_" + name);
      double value = 0.0;
      if (probability != said.end()) read_number(probability->second, value);
      out.probabilities.push_back(value);
      out.cells.push_back(exact(value));
    }
    return out;
  }

  const Session& session_;
  const EvaluateJob& job_;
  RunObserver& observer_;
  Prepared prepared_;
  TrainedRun trained_;
  JoinedClasses classes_;
  std::vector<std::string> notes_;
  ClipModels models_;
  std::unique_ptr<train::TrainedModel> model_;
  data::Manifest mapped_;  ///< the manifest with the model's classes
};

}  // namespace

RunOutcome evaluate(const Session& session, const EvaluateJob& job, RunObserver& observer) {
  return Evaluated(session, job, observer).run();
}

}  // namespace serhost::app
