// The models that a run left behind: which there are, and how they are made again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"
#include "run/run.hpp"
#include "train/trained_model.hpp"

namespace serhost::app {

/// Which of a run's models: those of one fold, of one seed, one alone, or all.
struct Chosen {
  std::optional<std::int64_t> fold{}, seed{};
};

/// The best weights of one fold and seed.
struct Member {
  std::int64_t fold = 1, seed = 0;
  std::filesystem::path checkpoint;
};

struct TrainedRun {
  std::filesystem::path folder;
  run::Run run;
  config::Experiment experiment;  ///< as resolved.toml has it; its corpus need not be there
  std::vector<Member> members;    ///< by fold, then seed; at least one
};

/// The components of `registry` make it. Throws Error(missing) where `folder` is no run, holds no
/// checkpoints, or not those that are chosen; Error(damaged) where its files cannot be read.
TrainedRun open_trained_run(const std::filesystem::path& folder, const host::Registry& registry,
                            const Chosen& chosen = {});

/// [run] The models of `members`, made from the run's own files: published weights that a backbone
/// began with need not be there any more.
std::unique_ptr<train::TrainedModel> trained_model(const TrainedRun& trained,
                                                   const host::Registry& registry,
                                                   const std::vector<Member>& members,
                                                   const train::PredictOptions& options);

/// The experiment of `trained` that makes `member` from the run's own files: what is needed of the
/// published weights that a backbone began with is put into `skeletons`, a folder that exists.
config::Experiment made_from_own_files(const TrainedRun& trained, const Member& member,
                                       const std::filesystem::path& skeletons);

/// "fold 2, seed 1", or "the mean of 6 models: folds 1, 2, 3; seeds 1, 2".
std::string words_of(const std::vector<Member>& members);

/// What names them by content: SHA-256 over the weights and what makes the model.
std::string identity_of(const TrainedRun& trained, const std::vector<Member>& members);

}  // namespace serhost::app
