// Freezing and layer choice around one backbone.
#include "model/backbone_adapter.hpp"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/adapted.hpp"

namespace serhost::model {
namespace {

/// Puts every module whose parameters are all frozen into eval mode: its dropout and its running
/// statistics rest.
void set_frozen_to_eval(torch::nn::Module& module) {
  const auto parameters = module.parameters();
  if (parameters.empty()) return;
  if (std::none_of(parameters.begin(), parameters.end(),
                   [](const auto& p) { return p.requires_grad(); })) {
    module.eval();
    return;
  }
  for (const auto& child : module.children()) set_frozen_to_eval(*child);
}

}  // namespace

BackboneAdapter::BackboneAdapter(std::shared_ptr<Backbone> backbone, AdapterOptions options)
    : backbone_(register_module("model", std::move(backbone))), options_(std::move(options)) {
  freeze();
  adapt();
  choose_layer();
  find_frozen_part();
}

void BackboneAdapter::refuse(const std::string& message) const {
  throw Error(Exit::config, (options_.place.empty() ? "" : options_.place + ": ") + message);
}

void BackboneAdapter::freeze() {
  if (options_.freeze == "none") return;
  if (options_.freeze == "all") {
    all_frozen_ = true;
    for (auto& parameter : backbone_->parameters()) parameter.set_requires_grad(false);
    backbone_->eval();
    return;
  }
  const auto* staged = dynamic_cast<const Staged*>(backbone_.get());
  if (staged == nullptr) {
    refuse(options_.callee.component + " has no stages, so that freeze = \"" + options_.freeze +
           "\" is not possible; write \"none\" or \"all\"");
  }
  const auto stages = host::guarded(options_.callee, "stages", [&] { return staged->stages(); });
  const auto found = std::find(stages.begin(), stages.end(), options_.freeze);
  if (found == stages.end()) {
    refuse(options_.callee.component + " has no stage '" + options_.freeze +
           "' to freeze; it has: " + join(stages, ", ") + ", or write \"none\" or \"all\"");
  }
  frozen_stages_ = static_cast<std::size_t>(found - stages.begin()) + 1;
  for (std::size_t i = 0; i < frozen_stages_; ++i) {
    for (auto& parameter : host::guarded(options_.callee, "stage_parameters",
                                         [&] { return staged->stage_parameters(i); })) {
      parameter.set_requires_grad(false);
    }
  }
}

void BackboneAdapter::adapt() {
  try {
    model::adapt(*backbone_, options_.adapt);
  } catch (const std::invalid_argument& error) {
    refuse("adapt: " + options_.callee.component + " " + error.what());
  }
}

void BackboneAdapter::choose_layer() {
  if (options_.layers == "last") return;
  const auto* layerwise = dynamic_cast<const Layerwise*>(backbone_.get());
  if (layerwise == nullptr)
    refuse(options_.callee.component + " does not return its layers, so that layers = \"" +
           options_.layers + "\" is not possible; write \"last\"");
  const auto layers = host::guarded(options_.callee, "layers", [&] { return layerwise->layers(); });
  if (options_.layers == "weighted") {
    layer_weights_ = register_parameter("layer_weights", at::zeros({layers}));
  } else if (options_.layers == "mean_last_4" || options_.layers == "sum_last_4") {
    if (layers < 4)
      refuse(options_.callee.component + " has only " + std::to_string(layers) +
             " layers, layers = \"" + options_.layers + "\" needs 4");
  } else {
    const auto& text = options_.layers;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), layer_);
    if (fault != std::errc() || end != text.data() + text.size()) {
      refuse("layers = \"" + text +
             "\" is none of last, weighted, mean_last_4, sum_last_4 or the number of a layer");
    }
    if (layer_ >= static_cast<std::size_t>(layers)) {
      refuse(options_.callee.component + " has layers 0 to " + std::to_string(layers - 1) +
             ", not " + text);
    }
  }
}

void BackboneAdapter::find_frozen_part() {
  if (all_frozen_) {
    frozen_part_ = options_.layers == "weighted" ? FrozenPart::layers : FrozenPart::whole;
    return;
  }
  const auto* staged = dynamic_cast<const Staged*>(backbone_.get());
  if (options_.layers != "last" || staged == nullptr) return;
  const auto count =
      host::guarded(options_.callee, "stages", [&] { return staged->stages().size(); });
  const auto bare = [&](std::size_t stage) {
    return host::guarded(options_.callee, "stage_parameters",
                         [&] { return staged->stage_parameters(stage); })
        .empty();
  };
  prefix_stages_ = frozen_stages_;
  if (frozen_stages_ == 0) {
    while (prefix_stages_ < count && bare(prefix_stages_)) ++prefix_stages_;
    if (prefix_stages_ == count)
      prefix_stages_ = 0;  // nothing that learns comes behind: it is used for what it is
  }
  if (prefix_stages_ > 0) frozen_part_ = FrozenPart::stages;
}

std::vector<at::Tensor> BackboneAdapter::frozen_state() const {
  auto state = backbone_->buffers();
  if (frozen_part_ == FrozenPart::whole || frozen_part_ == FrozenPart::layers) {
    for (const auto& parameter : backbone_->parameters()) state.push_back(parameter);
  } else if (frozen_part_ == FrozenPart::stages) {
    const auto* staged = dynamic_cast<const Staged*>(backbone_.get());
    for (std::size_t i = 0; i < prefix_stages_; ++i) {
      for (const auto& parameter : host::guarded(options_.callee, "stage_parameters",
                                                 [&] { return staged->stage_parameters(i); })) {
        state.push_back(parameter);
      }
    }
  }
  return state;
}

Input BackboneAdapter::input() const {
  return host::guarded(options_.callee, "input", [&] { return backbone_->input(); });
}
std::int64_t BackboneAdapter::width() const {
  return host::guarded(options_.callee, "width", [&] { return backbone_->width(); });
}
std::int64_t BackboneAdapter::frames(std::int64_t length) const {
  return host::guarded(options_.callee, "frames", [&] { return backbone_->frames(length); });
}

void BackboneAdapter::train(bool on) {
  torch::nn::Module::train(on);
  if (!on) return;
  if (all_frozen_) backbone_->eval();
  else if (frozen_stages_ > 0) set_frozen_to_eval(*backbone_);
}

std::vector<std::vector<at::Tensor>> BackboneAdapter::depths() const {
  std::vector<std::vector<at::Tensor>> depths;
  std::set<const void*> placed;
  if (const auto* staged = dynamic_cast<const Staged*>(backbone_.get())) {
    const auto count =
        host::guarded(options_.callee, "stages", [&] { return staged->stages().size(); });
    for (std::size_t i = 0; i < count; ++i) {
      depths.emplace_back();
      for (const auto& parameter : host::guarded(options_.callee, "stage_parameters",
                                                 [&] { return staged->stage_parameters(i); })) {
        if (placed.insert(parameter.unsafeGetTensorImpl()).second)
          depths.back().push_back(parameter);
      }
    }
  }
  if (depths.empty()) depths.emplace_back();
  for (const auto& parameter : backbone_->parameters()) {
    if (placed.insert(parameter.unsafeGetTensorImpl()).second) depths.front().push_back(parameter);
  }
  return depths;
}

}  // namespace serhost::model
