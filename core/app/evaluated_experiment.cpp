// Two experiments become one before anything is heard.
#include "app/evaluated_experiment.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/resolved.hpp"

namespace serhost::app {

void take_model(const TrainedRun& trained, const std::filesystem::path& model, Prepared& prepared) {
  auto& experiment = prepared.experiment;
  const auto& other = trained.experiment;
  if (experiment.task != other.task)
    throw Error(Exit::config, experiment.file.string() + ": its task is \"" + experiment.task +
                                  "\", and that of " + model.string() + " is \"" + other.task +
                                  "\"");
  experiment.backbones = other.backbones;
  experiment.head = other.head;
  experiment.loss = other.loss;
  const auto most_clips = experiment.train.max_clips;
  experiment.train = other.train;
  experiment.train.max_clips = most_clips;
  for (auto& table : experiment.datasets) table.fraction = 1.0;  // nothing is learned from them
  for (auto& corpus : prepared.manifest.corpora) corpus.fraction = 1.0;
  experiment.seeds.clear();
  for (const auto& member : trained.members) {
    if (std::find(experiment.seeds.begin(), experiment.seeds.end(), member.seed) ==
        experiment.seeds.end())
      experiment.seeds.push_back(member.seed);
  }
  std::sort(experiment.seeds.begin(), experiment.seeds.end());
  experiment.resolved = config::resolved_text(experiment);
  if (prepared.folds.size() > 1) prepared.folds.resize(1);  // drawn for seeds of a training
  for (auto& drawn : prepared.folds) {
    for (auto* folds : {&drawn.folds, &drawn.left_out}) {
      for (auto& fold : *folds) {
        fold.train.clear();
        fold.validation.clear();
      }
    }
    drawn.validation = "none (the model was trained elsewhere)";
    drawn.validation_is_test = false;
  }
}

JoinedClasses classes_of(const TrainedRun& trained, const Prepared& prepared) {
  auto out = join_classes(prepared.manifest.classes, trained.run.facts.classes);
  if (!trained.run.facts.classes.empty() && out.shared == 0)
    throw Error(Exit::config, prepared.experiment.file.string() + ": the model knows the classes " +
                                  join(trained.run.facts.classes, ", ") + ", and the data have " +
                                  join(prepared.manifest.classes, ", ") +
                                  ": none in common; map labels with merge under [dataset]");
  return out;
}

std::string model_json(const TrainedRun& trained) {
  nlohmann::ordered_json out = {{"schema", "serhost.evaluated/1"},
                                {"run", trained.run.facts.name},
                                {"experiment", trained.run.facts.experiment_hash},
                                {"signature", trained.run.facts.signature.line()},
                                {"members", nlohmann::ordered_json::array()}};
  for (const auto& member : trained.members)
    out["members"].push_back({{"fold", member.fold},
                              {"seed", member.seed},
                              {"sha256", sha256_of_file(member.checkpoint / "model.safetensors")}});
  return out.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::app
