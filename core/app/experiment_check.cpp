// The order of checks that `run`, `check`, `plan` and `data` share, so that the same fault has the
// same exit status everywhere.
#include "app/experiment_check.hpp"

#include <algorithm>

#include "app/settings.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "config/task_info.hpp"
#include "data/loading/augmenter.hpp"
#include "data/manifest/damage.hpp"
#include "data/manifest/names.hpp"
#include "train/class_weights.hpp"

namespace serhost::app {

host::Registry registry_of(const Session& session) {
  require_settings();
  return host::Registry::discover(host::PluginSearchPath::standard(session.plugin_path),
                                  session.probe);
}

Prepared prepare_experiment(const Session& session, const std::filesystem::path& file,
                            const std::vector<std::string>& overrides, Faults& faults) {
  auto registry = registry_of(session);
  auto experiment = config::load(file, overrides, registry, faults);
  return {.registry = std::move(registry),
          .experiment = std::move(experiment),
          .manifest = {},
          .folds = {}};
}

Prepared prepare(const Session& session, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides, Faults& faults) {
  auto prepared = prepare_experiment(session, file, overrides, faults);
  if (!faults.empty()) return prepared;
  prepared.manifest = data::build_manifest(prepared.experiment, prepared.registry, faults);
  if (faults.empty()) divide(prepared, faults);
  return prepared;
}

void divide(Prepared& prepared, Faults& faults) {
  prepared.folds.clear();
  const auto& protocol = prepared.experiment.protocol;
  const std::vector<std::int64_t> seeds =
      protocol.resplit ? prepared.experiment.seeds : std::vector<std::int64_t>{protocol.seed};
  for (const auto seed : seeds) {
    prepared.folds.push_back(data::make_folds(prepared.manifest, protocol, seed, faults));
    if (!faults.empty()) return;
    for (const auto& leak : data::leaks(prepared.manifest, prepared.folds.back()))
      faults.add(Exit::damaged, leak);
  }
}

data::LengthRule length_rule(const config::Experiment& experiment, const train::Facts& facts) {
  return {facts.sample_rate, facts.shortest, experiment.train.max_seconds};
}

namespace {

/// Whether the task has classes, so that nothing can be tried before the classes are known.
bool needs_labels(const config::Experiment& experiment) {
  const auto* const task = config::find_task(experiment.task);
  return task == nullptr || config::has_classes(task->wanted);
}

/// Whether a message begins with a place: a file, perhaps with line and column, or the command
/// line.
bool is_placed(const std::string& message) {
  const auto end = message.find(": ");
  if (end == std::string::npos) return false;
  const auto word = message.substr(0, end);
  return word == "-s" ||
         (word.find(' ') == std::string::npos && word.find_first_of("/.:") != std::string::npos);
}

/// The line of the component that a message is about, else the experiment's file: who reads it
/// knows where to look.
std::string placed(const std::string& message, const config::Experiment& experiment) {
  // A device that the command line asks for is named by the message itself.
  if (is_placed(message) || message.starts_with("device '")) return message;
  const auto chosen = config::plugins_of(experiment);
  const auto about = std::find_if(chosen.begin(), chosen.end(), [&](const auto* one) {
    return message.find(host::callee_of(*one->info).component) != std::string::npos;
  });
  const auto where = about == chosen.end() ? Place{experiment.file.string()} : (*about)->place;
  return where.text().empty() ? message : where.text() + ": " + message;
}

/// What else the first fold would refuse: weights of classes that are not there, augmentations that
/// cannot be made.
void check_before_training(const config::Experiment& experiment,
                           const std::vector<std::string>& classes) {
  const auto& train = experiment.train;
  if (std::holds_alternative<std::map<std::string, double>>(train.class_weights))
    train::class_weights(train, classes, std::vector<std::int64_t>(classes.size(), 1));
  const data::Augmenter made(train, 0, [](const std::string&) {});
}

}  // namespace

train::Facts check_model(const Session& session, const Prepared& prepared, Faults& faults) {
  for (const auto& fault : faults.all()) {
    if (fault.exit == Exit::config || fault.exit == Exit::unavailable) return {};
  }
  const auto& experiment = prepared.experiment;
  if (experiment.datasets.empty() || experiment.experiment_hash.empty()) return {};
  auto known = data::without_clips(prepared.manifest);
  if (known.classes.empty()) known.classes = experiment.datasets.front().classes;
  const auto& classes = known.classes;
  if (needs_labels(experiment) && classes.size() < 2) return {};
  try {
    const auto facts = train::smoke_test(experiment, prepared.registry, known,
                                         experiment.train.device, session.threads);
    check_before_training(experiment, classes);
    if (!experiment.train.pad_short)
      data::check_lengths(prepared.manifest, length_rule(experiment, facts),
                          {experiment.file.string(), 0, 0}, faults);
    return facts;
  } catch (const Error& error) {
    faults.add(error.exit(), placed(error.what(), experiment));
    return {};
  }
}

std::vector<std::string> warnings(const Prepared& prepared, const train::Facts& facts) {
  auto out = prepared.experiment.notes;
  const auto look = [&](const config::ComponentRef& chosen) {
    for (const auto& file : chosen.info->shadows) {
      out.push_back(std::string(name_of(chosen.info->kind)) + " '" + chosen.info->name +
                    "' is taken from " + chosen.info->file.string() + ", which shadows " +
                    file.string());
    }
  };
  for (const auto* chosen : config::plugins_of(prepared.experiment)) look(*chosen);
  const auto& train = prepared.experiment.train;
  const auto* const weights = std::get_if<std::string>(&train.class_weights);
  if (train.sampling != "shuffle" && weights != nullptr && *weights == "balanced")
    out.push_back("train.sampling is \"" + train.sampling +
                  "\" and train.class_weights \"balanced\": rare classes are weighed twice, by how "
                  "often they are drawn and by what they cost; use one of the two");
  const auto& manifest = prepared.manifest;
  for (auto& found : {manifest.warnings, data::name_warnings(manifest)})
    out.insert(out.end(), found.begin(), found.end());
  std::vector<std::string> skipped, known;
  for (const auto& clip : manifest.damaged)
    (clip.exit == Exit::ok ? known : skipped).push_back(clip.text);
  for (const auto& [sentences, why] :
       {std::pair(&skipped, " left out (dataset.skip_damaged = true)"),
        std::pair(&known, " left out, known to be bad")}) {
    if (!sentences->empty())
      out.push_back(
          data::told(count_of(sentences->size(), "clip is", "clips are") + why, *sentences));
  }
  if (!prepared.folds.empty()) {
    const auto& drawn = prepared.folds.front();
    for (auto& found :
         data::class_size_warnings(manifest, drawn.folds.size() + drawn.left_out.size()))
      out.push_back(std::move(found));
    if (auto found = data::untested_warning(manifest, drawn); !found.empty())
      out.push_back(std::move(found));
  }
  if (!facts.unreached.empty()) out.push_back(train::briefly(facts.unreached));
  return out;
}

}  // namespace serhost::app
