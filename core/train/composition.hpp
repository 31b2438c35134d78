// Model and loss of one fold, made and checked together, and the guarded calls of the loss.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <serhost/objective.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/guard.hpp"
#include "host/registry.hpp"
#include "model/model.hpp"
#include "tasks/task.hpp"

namespace serhost::train {

/// A task in one fold.
struct FoldTask {
  std::shared_ptr<const tasks::Task> rules;
  Task values;                           ///< what components are told of it
  std::vector<double> initial_scores{};  ///< of an untrained head (Task::initial_scores)
};

class Composition {
 public:
  /// Adds the head that `loss` needs. `place` of the loss, for messages. Throws Error(config) where
  /// loss, head and task do not fit.
  Composition(std::shared_ptr<model::Model> model, std::shared_ptr<Loss> loss, host::Callee callee,
              const FoldTask& task, std::uint64_t seed, const std::string& place = "");

  model::Model& model() { return *model_; }
  Loss& loss() { return *loss_; }
  const host::Callee& loss_callee() const { return callee_; }
  const Needs& needs() const { return needs_; }
  /// The loss where it trains an encoder without scores, else null.
  Objective* objective() const { return objective_; }

  /// [run] What the losses are computed from: the model's view of `input`, or, of an objective, a
  /// view whose one output is each clip's value. `streams`: what an objective draws from, one a
  /// clip.
  View forward(const Sequence& input, Step& step, bool from_frozen = false,
               const std::vector<std::uint64_t>& streams = {});

  /// [run] [B], or [] where the loss is `whole_batch`; throws PluginError for another shape.
  at::Tensor losses(const View& view, const Targets& targets, Step& step);
  /// [run] [B, C], C scores as the task has them; before softmax.
  at::Tensor scores(const View& view);

  void to(const c10::Device& device);
  void train(bool on);

  /// Groups of the model and "loss".
  std::vector<model::Group> groups(std::optional<double> layer_decay) const;
  std::int64_t count(bool trainable_only) const;
  std::vector<at::Tensor> loss_parameters() const;  ///< none where it has no weights

  /// Every parameter and buffer by name: "backbone.0.model.…", "head.…", "loss.…". Not copies.
  std::map<std::string, at::Tensor> parameters() const;
  std::map<std::string, at::Tensor> buffers() const;
  /// Those that training changes: what has a gradient, and what an objective moves by itself.
  std::map<std::string, at::Tensor> changing() const;

 private:
  std::shared_ptr<model::Model> model_;
  std::shared_ptr<Loss> loss_;
  Objective* objective_ = nullptr;
  std::shared_ptr<torch::nn::Module>
      loss_module_;  ///< the loss again where it has weights or state
  host::Callee callee_;
  Needs needs_;
  std::int64_t outputs_ = 0;
};

/// Makes model and loss for a task whose embedding width is not yet known.
using Composer = std::function<Composition(FoldTask task, std::uint64_t seed)>;

/// The composer of an experiment. `log` takes the plugins' lines, from any thread.
Composer composer_of(const config::Experiment& experiment, const host::Registry& registry,
                     std::function<void(const std::string&)> log);

}  // namespace serhost::train
