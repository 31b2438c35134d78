// Who cut the gradient, and what it never reaches.
#include "train/gradient_reach.hpp"

#include <ATen/ops/any.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "train/run.hpp"

namespace serhost::train {
namespace {

bool needs_gradient(const at::Tensor& tensor) { return tensor.defined() && tensor.requires_grad(); }

bool trains(const std::vector<at::Tensor>& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), needs_gradient);
}

std::string of_plugin(const host::Callee& callee) {
  return callee.component + " of plugin " + callee.plugin;
}

constexpr const char* kCut =
    "it was detached, computed under at::NoGradGuard or c10::InferenceMode, or made of plain "
    "numbers (item())";

[[noreturn]] void blame_loss(const Composition& composition, const at::Tensor& losses,
                             const std::string& where) {
  throw PluginError(
      of_plugin(composition.loss_callee()) + " gave a value" + where +
      (losses.is_inference()
           ? " that was computed in inference mode"
           : " from which no gradient leads back to what the loss is given: " + std::string(kCut)) +
      "; nothing would be learned. Compute it from the tensors of the view with "
      "LibTorch's operations, and detach only what shall not be trained");
}

}  // namespace

/// The last part of the model that has something to train, and gave nothing to train it by.
void no_gradient_leads_back(Composition& composition, const std::string& where) {
  const auto fault = [&](const host::Callee& callee, const char* gave) {
    throw PluginError(of_plugin(callee) + " gave " + gave + where +
                      " from which no gradient leads back to its weights, although they are "
                      "trained: " +
                      kCut + "; nothing would be learned. Freeze them if that is meant");
  };
  auto& model = composition.model();
  if (trains(model.head_parameters())) fault(model.head_callee(), "scores");
  const auto& adapters = model.chain().adapters();
  for (auto adapter = adapters.rbegin(); adapter != adapters.rend(); ++adapter) {
    if (trains((*adapter)->parameters())) fault((*adapter)->callee(), "frames");
  }
  throw Error(Exit::config,
              "there is nothing to train in this model" + where +
                  ": backbones, head and loss have no weights that are not frozen; write "
                  "backbone.freeze = \"none\"");
}

void require_gradient(Composition& composition, const View& view, const at::Tensor& losses,
                      const std::string& where) {
  if (losses.requires_grad()) return;
  if (needs_gradient(view.output) || needs_gradient(view.embedding) ||
      needs_gradient(view.frames) || trains(composition.loss_parameters()))
    blame_loss(composition, losses, where);
  no_gradient_leads_back(composition, where);
}

void GradientReach::look(Composition& composition, const std::string& where) {
  bool any = false;
  for (const auto& [name, parameter] : composition.parameters()) {
    if (!parameter.requires_grad()) continue;
    const bool has = parameter.grad().defined();
    reached_[name] |= has;
    any = any || has;
  }
  ++looks_;
  if (any) return;
  throw PluginError(
      of_plugin(composition.loss_callee()) + " gave a value" + where +
      " whose gradient reaches none of the " + count_of(reached_.size(), "trainable tensor") +
      " of model and loss; nothing would be learned. A tensor that the loss trains "
      "is registered (register_parameter), and what it computes from is not detached");
}

void GradientReach::look_at_sums(const Composition& composition) {
  for (const auto& [name, parameter] : composition.parameters()) {
    const auto reached = reached_.find(name);
    if (reached == reached_.end() || !reached->second || moves_[name]) continue;
    moves_[name] = parameter.grad().defined() && at::any(parameter.grad()).item<bool>();
  }
}

void GradientReach::measured(double norm, const std::string& where) {
  changes_something_ = changes_something_ || norm != 0.0;
  if (++measured_ < kUpdates || changes_something_) return;
  throw Error(Exit::failed, "the gradient of every trainable tensor is exactly zero" + where +
                                ", as in the " + std::to_string(kUpdates - 1) +
                                " updates before: the loss does not depend on the model, and "
                                "nothing would be learned; look for a factor that is zero");
}

std::string briefly(const std::string& unreached) {
  constexpr std::size_t kLongest = 240;
  if (unreached.size() <= kLongest) return unreached;
  const auto end = unreached.rfind(", ", kLongest);
  return unreached.substr(0, end) + ", … (the notes of the record name all)";
}

std::vector<std::string> GradientReach::missing() const {
  std::vector<std::string> out;
  for (const auto& [name, reached] : reached_) {
    if (!reached) out.push_back(name);
  }
  return out;
}

std::string GradientReach::sentence() const {
  const auto names = missing();
  if (names.empty()) return "";
  return "no gradient reaches " + std::to_string(names.size()) + " of " +
         count_of(reached_.size(), "trainable tensor") +
         ", which stay as they begin: " + join(names, ", ");
}

std::string GradientReach::dead_sentence() const {
  if (!done()) return "";  // what begins at zero passes nothing on before the first update
  std::vector<std::string> names;
  for (const auto& [name, moves] : moves_) {
    if (!moves) names.push_back(name);
  }
  if (names.empty()) return "";
  return "the gradient of " + std::to_string(names.size()) + " of " +
         count_of(reached_.size(), "trainable tensor") + " was exactly zero in each of the first " +
         std::to_string(kUpdates) +
         " updates (units that never fire, or a factor that is zero): " + join(names, ", ");
}

}  // namespace serhost::train
