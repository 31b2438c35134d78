// A made-up experiment as it is before training: two speakers, three labels, two folds.
#pragma once

#include "app/experiment_check.hpp"
#include "core/config/fixture.hpp"

namespace serhost::app::testing {

inline data::Clip clip(const std::string& key, const std::string& label, std::int64_t index) {
  data::Clip out;
  out.utterance.key = key;
  out.utterance.label = label;
  out.utterance.speaker = key.substr(0, 2);
  out.label = index;
  out.seconds = 1.0;
  out.digest = "digest of " + key;
  return out;
}

inline data::Fold fold(std::int64_t number, std::vector<std::size_t> train,
                       std::vector<std::size_t> validation, std::vector<std::size_t> test) {
  data::Fold out;
  out.number = number;
  out.name = "fold " + std::to_string(number);
  out.train = std::move(train);
  out.validation = std::move(validation);
  out.test = std::move(test);
  return out;
}

inline Prepared prepared() {
  Prepared out{.registry = host::Registry::discover({}, false),
               .experiment = {},
               .manifest = {},
               .folds = {}};
  auto& experiment = out.experiment;
  experiment.name = "demo";
  experiment.seeds = {1, 2};
  experiment.protocol.name = "k-fold";
  experiment.protocol.select = "ua";
  config::DatasetTable dataset;
  dataset.name = "emodb";
  dataset.component.plugin = "emodb";
  dataset.component.info = &config::testing::offer_of("emodb");
  experiment.datasets = {dataset};

  auto& manifest = out.manifest;
  manifest.classes = {"anger", "joy"};
  manifest.corpora.resize(1);
  manifest.corpora[0].name = "emodb";
  manifest.clips = {clip("03a", "anger", 0), clip("03b", "joy", 1), clip("08a", "anger", 0),
                    clip("08b", "joy", 1)};
  manifest.hash = "hash of the list";

  data::Folds folds;
  folds.folds = {fold(1, {1}, {0}, {2, 3}), fold(2, {3}, {2}, {0, 1})};
  folds.validation = "random 0.5";
  folds.speaker_independent = true;
  out.folds = {folds};
  return out;
}

}  // namespace serhost::app::testing
