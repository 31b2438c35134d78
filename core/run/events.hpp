// The events of a run: plain values for those who watch it, so that training and reporting need not
// know each other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"

namespace serhost {

/// A fold of a seed begins.
struct FoldStarted {
  std::int64_t fold = 1;  ///< from 1
  std::int64_t folds = 1;
  std::int64_t seed = 0;
  std::string name;                                 ///< what is left out: "speaker 03"
  std::size_t train = 0, validation = 0, test = 0;  ///< clips
  std::int64_t parameters = 0, trainable = 0;
};

struct EpochEnded {
  std::int64_t fold = 1, seed = 0;
  std::int64_t epoch = 1, epochs = 1;  ///< from 1
  std::int64_t step = 0;               ///< optimizer updates so far in this fold
  double lr = 0.0, train_loss = 0.0;
  /// By metric name, "loss" among them: those of metrics::MetricInfo::every_epoch and the one that
  /// selects. Empty if there is no validation part.
  std::map<std::string, double> validation;
  double seconds = 0.0;
  bool best = false;                     ///< the checkpoint kept so far
  std::map<std::string, double> logged;  ///< what components logged, averaged over the epoch

  /// A value of `validation`, if it is there.
  std::optional<double> validated(const std::string& metric) const {
    const auto at = validation.find(metric);
    return at == validation.end() ? std::nullopt : std::optional(at->second);
  }
};

/// One test clip. Truth, prediction and probabilities are those of a task with classes.
struct Prediction {
  std::string key;
  std::optional<std::string> speaker;
  std::int64_t fold = 1, seed = 0;
  std::int64_t truth = 0, predicted = 0;  ///< indices into the classes
  std::vector<double> probabilities;      ///< softmax of the loss's scores
  std::vector<std::string> cells{};       ///< as FoldEnded::columns names them
};

struct FoldEnded {
  std::int64_t fold = 1, seed = 0;
  std::string name, part = "test";
  std::int64_t best_epoch = 0;  ///< from 1
  double train_seconds = 0.0, test_seconds = 0.0;
  double host_seconds = 0.0;  ///< of train_seconds: all but forward, backward, optimizer
  std::vector<Prediction> predictions;
  std::vector<std::string> columns{};       ///< of the task's own values in each prediction
  std::map<std::string, double> metrics{};  ///< of the test part, by name
};

/// Calls come from the training thread, in order.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void fold_started(const FoldStarted&) {}
  virtual void epoch_ended(const EpochEnded&) {}
  virtual void fold_ended(const FoldEnded&) {}
  virtual void progress(const Progress&) {}
  virtual void log(const std::string& /*line*/) {}
  /// What was found in training and belongs into the record, to be told once.
  virtual void note(const std::string& /*text*/) {}
};

}  // namespace serhost
