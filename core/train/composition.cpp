// Making and checking of model and loss.
#include "train/composition.hpp"

#include "base/error.hpp"
#include "base/seed.hpp"
#include "model/given.hpp"
#include "model/memory_limit.hpp"
#include "model/randomness.hpp"
#include "model/untouched.hpp"
#include "tasks/targets.hpp"
#include "train/objective.hpp"

namespace serhost::train {
namespace {

/// A tensor of the view, for its device.
const at::Tensor& any_of(const View& view) {
  return view.output.defined()      ? view.output
         : view.embedding.defined() ? view.embedding
                                    : view.frames;
}

}  // namespace

Composition::Composition(std::shared_ptr<model::Model> model, std::shared_ptr<Loss> loss,
                         host::Callee callee, const FoldTask& task, std::uint64_t seed,
                         const std::string& place)
    : model_(std::move(model)),
      loss_(std::move(loss)),
      objective_(dynamic_cast<Objective*>(loss_.get())),
      loss_module_(std::dynamic_pointer_cast<torch::nn::Module>(loss_)),
      callee_(std::move(callee)),
      outputs_(task.rules->outputs()) {
  needs_ = host::guarded(callee_, "needs", [&] { return loss_->needs(); });
  try {
    Faults faults;
    task.rules->check(needs_, callee_.component, faults);
    if (objective_ != nullptr && outputs_ > 0)
      faults.add(Exit::config, callee_.component + " trains an encoder without labels, and a " +
                                   task.rules->name() +
                                   " task has some; write task = \"pretrain\"");
    if (faults.empty() && objective_ == nullptr && outputs_ == 0)
      faults.add(Exit::config, callee_.component + " is no objective of a pre-training; choose " +
                                   "online_distillation, or another with the ability objective");
    faults.throw_if_any();
    if (outputs_ == 0) return;
    model_->build_heads(task.rules->heads(), needs_, seed);
    model_->set_output_bias(task.initial_scores);
    model_->set_decisions(task.rules->decisions());
  } catch (const Error& error) {
    if (place.empty() || error.exit() != Exit::config) throw;
    throw Error(error.exit(), place + ": " + error.what());
  }
}

View Composition::forward(const Sequence& input, Step& step, bool from_frozen,
                          const std::vector<std::uint64_t>& streams) {
  return objective_ == nullptr
             ? model_->forward(input, step, from_frozen)
             : objective_view(*objective_, *model_, callee_, input, streams, step);
}

at::Tensor Composition::losses(const View& view, const Targets& exact_targets, Step& step) {
  if (objective_ != nullptr) return view.output.select(1, 0);
  const auto targets = tasks::in_precision(exact_targets, any_of(view).scalar_type());
  const model::Untouched given({{"output", view.output},
                                {"embedding", view.embedding},
                                {"frames", view.frames},
                                {"lengths", view.lengths},
                                {"labels", targets.label},
                                {"soft labels", targets.soft},
                                {"dimensions", targets.dimensions},
                                {"multi-hot labels", targets.multi_hot},
                                {"units", targets.units},
                                {"weights", targets.weight},
                                {"speakers", targets.speaker},
                                {"corpora", targets.corpus}});
  auto losses =
      host::guarded(callee_, "forward", [&] { return loss_->forward(view, targets, step); });
  given.require(callee_, "forward");
  const auto batch = tasks::clips_of(targets);
  const bool right =
      losses.defined() &&
      (needs_.whole_batch ? losses.dim() == 0 : losses.dim() == 1 && losses.size(0) == batch);
  if (!right) {
    throw PluginError(callee_.component + " of plugin " + callee_.plugin + " gave " +
                      model::shape_text(losses) + "; expected " +
                      (needs_.whole_batch ? "[], one value for the whole batch"
                                          : "[" + std::to_string(batch) +
                                                "], one value per clip; the host takes the mean"));
  }
  // A double is fine here: what the host does with a loss is a sum over clips.
  const auto like = losses.scalar_type() == at::kDouble ? losses : any_of(view);
  if (const auto fault = model::unfit(losses, like); !fault.empty())
    throw PluginError(callee_.component + " of plugin " + callee_.plugin + " gave values " + fault);
  return losses;
}

at::Tensor Composition::scores(const View& view) {
  if (objective_ != nullptr) return view.output;
  const model::Untouched given({{"output", view.output},
                                {"embedding", view.embedding},
                                {"frames", view.frames},
                                {"lengths", view.lengths}});
  auto scores = host::guarded(callee_, "scores", [&] { return loss_->scores(view); });
  given.require(callee_, "scores");
  const auto batch = view.lengths.size(0);
  if (!scores.defined() || scores.dim() != 2 || scores.size(0) != batch ||
      scores.size(1) != outputs_) {
    throw PluginError(
        callee_.component + " of plugin " + callee_.plugin + " returned scores of shape " +
        model::shape_text(scores) + "; expected [" + std::to_string(batch) + ", " +
        std::to_string(outputs_) + "], one column per output of the task" +
        (view.output.defined() ? "" : " (it has its own output layer, hence its own `scores`)"));
  }
  const auto like = scores.scalar_type() == at::kDouble ? scores : any_of(view);
  if (const auto fault = model::unfit(scores, like); !fault.empty())
    throw PluginError(callee_.component + " of plugin " + callee_.plugin + " gave scores " + fault);
  return scores;
}

void Composition::to(const c10::Device& device) {
  model_->to(device);
  if (loss_module_) loss_module_->to(device);
}

void Composition::train(bool on) {
  model_->train(on);
  if (loss_module_) loss_module_->train(on);
}

std::vector<model::Group> Composition::groups(std::optional<double> layer_decay) const {
  auto groups = model_->groups(layer_decay);
  groups.push_back({"loss", 1.0, {}, {}});
  for (const auto& parameter : loss_parameters()) model::add(groups.back(), parameter);
  return groups;
}

std::int64_t Composition::count(bool trainable_only) const {
  std::int64_t total = model_->count(trainable_only);
  for (const auto& parameter : loss_parameters()) {
    if (!trainable_only || parameter.requires_grad()) total += parameter.numel();
  }
  return total;
}

std::vector<at::Tensor> Composition::loss_parameters() const {
  return loss_module_ ? loss_module_->parameters() : std::vector<at::Tensor>();
}

std::map<std::string, at::Tensor> Composition::parameters() const {
  std::map<std::string, at::Tensor> out;
  for (const auto& item : model_->named_parameters()) out.emplace(item.key(), item.value());
  if (loss_module_) {
    for (const auto& item : loss_module_->named_parameters())
      out.emplace("loss." + item.key(), item.value());
  }
  return out;
}

std::map<std::string, at::Tensor> Composition::buffers() const {
  std::map<std::string, at::Tensor> out;
  for (const auto& item : model_->named_buffers()) out.emplace(item.key(), item.value());
  if (loss_module_) {
    for (const auto& item : loss_module_->named_buffers())
      out.emplace("loss." + item.key(), item.value());
  }
  return out;
}

std::map<std::string, at::Tensor> Composition::changing() const {
  auto out = buffers();
  for (const auto& [name, parameter] : parameters()) {
    if (parameter.requires_grad() || (objective_ != nullptr && name.starts_with("loss.")))
      out.emplace(name, parameter);
  }
  return out;
}

Composer composer_of(const config::Experiment& experiment, const host::Registry& registry,
                     std::function<void(const std::string&)> log) {
  return [&experiment, &registry, log = std::move(log)](FoldTask task, std::uint64_t seed) {
    auto model = std::make_shared<model::Model>(experiment, registry, seed, log);
    task.values.embedding_width = model->embedding_width();
    SERHOST_CHECK(experiment.loss.info != nullptr);
    const auto& info = *experiment.loss.info;
    const Context context{log ? log : [](const std::string&) {}, info.file.parent_path(),
                          stream_seed(seed, "component/loss")};
    model::seed_default_generators(stream_seed(seed, "initialization/loss"));
    auto loss = model::within_memory(experiment.loss, [&] {
      return registry.make_loss(info, experiment.loss.values, task.values, context);
    });
    if (auto* objective = dynamic_cast<Objective*>(loss.get()))
      bind_objective(*objective, *model, host::callee_of(info), experiment.loss.place.text(),
                     [&] { return model::Model(experiment, registry, seed, log); });
    return Composition(std::move(model), std::move(loss), host::callee_of(info), task, seed,
                       experiment.loss.place.text());
  };
}

}  // namespace serhost::train
