// What a run learns: which targets it gives, how many scores a clip gets, how scores become
// predictions and metrics. Everything else (folds, training, checkpoints, records) knows tasks by
// this interface alone.
//
//   class Loudness : public tasks::Task { ... };
//   const tasks::Registration kLoudness({"loudness", "one number per clip"}, make<Loudness>);
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <serhost/loss.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/loading/batches.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::tasks {

/// What is written of one clip of a test part.
struct Row {
  std::size_t clip = 0;               ///< index into Manifest::clips
  std::vector<std::string> cells;     ///< as Task::prediction_columns names them
  std::int64_t truth = -1;            ///< class index; -1: no label, or a task without classes
  std::int64_t predicted = -1;        ///< class index
  std::vector<double> probabilities;  ///< [C]; empty for a task without classes
};

/// Collects what a model says of clips. One for each evaluation; batches may come in any order.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  /// [run] `scores` [B, outputs()] as the loss gives them, `targets` as the task made them, both on
  /// any device. Returns the clips whose scores are not finite; they are not to be evaluated.
  virtual data::Batch add(const View& view, const at::Tensor& scores, const Targets& targets,
                          const data::Batch& clips) = 0;

  /// What is decided by and had to be learned: thresholds that fit what was added, a validation
  /// part. Empty: nothing of the kind.
  virtual std::vector<double> fit_decisions() const;
  /// What is decided by from now on: Task::decisions() or what was fitted to a validation part.
  virtual void decide_by(std::span<const double> decisions);

  virtual std::vector<Row> rows() const = 0;  ///< ascending by clip

  /// By name, of everything that was added. NaN where undefined. "loss" is none of them. Title,
  /// direction and the like are in the registry of metrics (metrics/registry.hpp).
  virtual std::map<std::string, double> metrics() const = 0;
};

/// [run] One a run. It outlives neither the manifest nor the experiment that it was made of.
class Task {
 public:
  virtual ~Task() = default;

  virtual std::string name() const = 0;  ///< as registered

  /// The kinds of targets that it gives; a loss that needs none of them cannot be trained.
  virtual std::vector<TargetKind> gives() const = 0;

  /// Adds a fault (Exit::config) where the task cannot give what a loss needs. `component`: the
  /// loss as messages call it. By default: one of `gives()`, or no targets at all.
  virtual void check(const Needs& needs, const std::string& component, Faults& faults) const;

  /// Scores of a clip: the width of the head's last layer. 0: the objective has its own.
  virtual std::int64_t outputs() const = 0;

  /// The widths of the heads that give them, one after the other: by default one head for all.
  virtual std::vector<std::int64_t> heads() const;

  /// What components are told of it in a fold that trains on the clips `train`;
  /// `embedding_width` is not set.
  virtual serhost::Task description(const data::Manifest& manifest,
                                    const std::vector<std::size_t>& train) const = 0;

  /// On the CPU; weight, speaker and corpus are the host's. A clip without a target gets what the
  /// fields of Targets call "none". Real numbers may be double, which an evaluator then sees; a
  /// loss gets them in the precision of the model.
  virtual Targets targets(const data::Manifest& manifest, const data::Batch& clips) const = 0;

  /// What a model should say before it has learned anything, one score for each output: the bias of
  /// the head's last layer in a fold that trains on the clips `train`. Empty: as it was drawn.
  virtual std::vector<double> initial_scores(const data::Manifest& manifest,
                                             const std::vector<std::size_t>& train) const;

  /// What decides before anything was fitted (Evaluator::fit_decisions): as many numbers as there
  /// will ever be. The host keeps them with the weights of the epoch whose validation part they
  /// fit, so that test clips never decide.
  virtual std::vector<double> decisions() const;

  /// Made-up targets, for trying a model before there is data.
  virtual Targets example_targets(std::int64_t clips) const = 0;

  virtual std::unique_ptr<Evaluator> evaluator() const = 0;

  /// The columns of predictions.csv behind key, speaker, fold and seed.
  virtual std::vector<std::string> prediction_columns() const = 0;
};

}  // namespace serhost::tasks
