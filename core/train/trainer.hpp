// Batches to updates. It knows no folds, no epochs' ends, no validation and no files: what is done
// with a trained model is its caller's business (fold.cpp).
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "train/backward.hpp"
#include "train/gradient_reach.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"

namespace serhost::train {

/// What one update was.
struct UpdateResult {
  Total total;      ///< of the loss, over all processes; the seconds are this one's, and hold the
                    ///< optimizer's too
  double lr = 0.0;  ///< of the optimizer, as the schedule has it
  double gradient_norm = 0.0;  ///< before clipping
  /// Told once, when the first updates are made: which tensors no gradient reaches, or "".
  std::string unreached{};
  std::string dead{};  ///< likewise: tensors whose gradient has been exactly zero
};

class Trainer {
 public:
  /// Told after every update, when the parameters are those that it left: `done` is the position at
  /// which it was made. A teacher that follows the model as a moving average is one.
  using AfterUpdate = std::function<void(const Position& done)>;

  /// `context` must outlive it. The optimizer takes the composition's parameters as they are now:
  /// on their device, and fitted.
  Trainer(const TrainContext& context, const config::TrainTable& table);

  /// Hooks are called in the order in which they were added.
  void after_update(AfterUpdate hook) { hooks_.push_back(std::move(hook)); }

  /// [run] One update from the micro-batches of an effective batch; the composition is in training
  /// mode. Throws Error(failed), with every parameter as it was, where loss or gradient is not
  /// finite, or where nothing would be learned (gradient_reach.hpp).
  UpdateResult update(std::vector<MicroBatch> micro, const Position& position);

  Optimizer& optimizer() { return optimizer_; }
  const Optimizer& optimizer() const { return optimizer_; }

 private:
  void sum_gradients();
  void sum_totals(Total& total);
  /// What moves with the clips that a process has seen, running statistics, is that of rank 0.
  void share_buffers();
  /// In the first updates, between backward pass and step.
  void follow_gradient(UpdateResult& out, const Position& position);

  const TrainContext& context_;
  config::TrainTable table_;
  std::unique_ptr<const Schedule> schedule_;
  Optimizer optimizer_;
  GradientReach reach_;
  std::vector<AfterUpdate> hooks_;
};

}  // namespace serhost::train
