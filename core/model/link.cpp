// Freezing and layer choice around one backbone.
#include "model/link.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::model {
namespace {

/// Puts every module whose parameters are all frozen into eval mode: its dropout and its running statistics rest.
void rest_frozen(torch::nn::Module& module) {
  const auto parameters = module.parameters();
  if (parameters.empty()) return;
  if (std::none_of(parameters.begin(), parameters.end(), [](const auto& p) { return p.requires_grad(); })) {
    module.eval();
    return;
  }
  for (const auto& child : module.children()) rest_frozen(*child);
}

}  // namespace

Link::Link(std::shared_ptr<Backbone> backbone, LinkOptions options)
    : backbone_(register_module("model", std::move(backbone))), options_(std::move(options)) {
  freeze();
  choose_layer();
}

void Link::refuse(const std::string& message) const {
  throw Error(Exit::config, (options_.place.empty() ? "" : options_.place + ": ") + message);
}

void Link::freeze() {
  if (options_.freeze == "none") return;
  if (options_.freeze == "all") {
    all_frozen_ = true;
    for (auto& parameter : backbone_->parameters()) parameter.set_requires_grad(false);
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
    refuse(options_.callee.component + " has no stage '" + options_.freeze + "' to freeze; it has: " + join(stages, ", ") +
           ", or write \"none\" or \"all\"");
  }
  frozen_stages_ = static_cast<std::size_t>(found - stages.begin()) + 1;
  for (std::size_t i = 0; i < frozen_stages_; ++i) {
    for (auto& parameter : host::guarded(options_.callee, "stage_parameters", [&] { return staged->stage_parameters(i); })) {
      parameter.set_requires_grad(false);
    }
  }
}

void Link::choose_layer() {
  if (options_.take == "last") return;
  const auto* layerwise = dynamic_cast<const Layerwise*>(backbone_.get());
  if (layerwise == nullptr)
    refuse(options_.callee.component + " does not give its layers, so that take = \"" + options_.take +
           "\" is not possible; write \"last\"");
  const auto layers = host::guarded(options_.callee, "layers", [&] { return layerwise->layers(); });
  if (options_.take == "weighted") {
    layer_weights_ = register_parameter("layer_weights", at::zeros({layers}));
  } else if (options_.take == "mean_last_4") {
    if (layers < 4)
      refuse(options_.callee.component + " has only " + std::to_string(layers) + " layers, take = \"mean_last_4\" needs 4");
  } else {
    const auto& text = options_.take;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), layer_);
    if (fault != std::errc() || end != text.data() + text.size()) {
      refuse("take = \"" + text + "\" is none of last, weighted, mean_last_4 or the number of a layer");
    }
    if (layer_ >= static_cast<std::size_t>(layers)) {
      refuse(options_.callee.component + " has layers 0 to " + std::to_string(layers - 1) + ", not " + text);
    }
  }
}

Input Link::input() const {
  return host::guarded(options_.callee, "input", [&] { return backbone_->input(); });
}
std::int64_t Link::width() const {
  return host::guarded(options_.callee, "width", [&] { return backbone_->width(); });
}
std::int64_t Link::frames(std::int64_t length) const {
  return host::guarded(options_.callee, "frames", [&] { return backbone_->frames(length); });
}

void Link::train(bool on) {
  torch::nn::Module::train(on);
  if (!on) return;
  if (all_frozen_) backbone_->eval();
  else if (frozen_stages_ > 0) rest_frozen(*backbone_);
}

Sequence Link::forward(const Sequence& input, Step& step) {
  const auto output = run(input, step);
  check(output, input.lengths.size(0));
  return output;
}

bool Link::resting(const Sequence& input) const { return all_frozen_ && !input.values.requires_grad(); }

Sequence Link::run(const Sequence& input, Step& step) {
  Step own = step;
  if (all_frozen_) own.training = false;
  if (options_.take != "last") return run_layers(input, own);
  if (frozen_stages_ > 0) return run_stages(input, own);
  const at::AutoGradMode grad(at::GradMode::is_enabled() && !resting(input));
  return host::guarded(options_.callee, "forward", [&] { return backbone_->forward(input, own); });
}

Sequence Link::run_stages(const Sequence& input, Step& step) {
  auto* staged = dynamic_cast<Staged*>(backbone_.get());
  const auto count = host::guarded(options_.callee, "stages", [&] { return staged->stages().size(); });
  const bool resting = !input.values.requires_grad();
  Sequence now = input;
  {
    const at::AutoGradMode grad(at::GradMode::is_enabled() && !resting);
    Step still = step;
    still.training = false;
    const bool training = backbone_->is_training();
    if (training) backbone_->eval();
    for (std::size_t i = 0; i < frozen_stages_; ++i) {
      now = host::guarded(options_.callee, "run_stage", [&] { return staged->run_stage(i, now, still); });
    }
    if (training) train();
  }
  for (std::size_t i = frozen_stages_; i < count; ++i) {
    now = host::guarded(options_.callee, "run_stage", [&] { return staged->run_stage(i, now, step); });
  }
  return now;
}

Sequence Link::run_layers(const Sequence& input, Step& step) {
  auto* layerwise = dynamic_cast<Layerwise*>(backbone_.get());
  auto layers = host::guarded(options_.callee, "run_layers", [&] {
    const at::AutoGradMode grad(at::GradMode::is_enabled() && !resting(input));  // the weights of the layers do learn, below
    return layerwise->run_layers(input, step);
  });
  if (layers.empty() || (layer_weights_.defined() && static_cast<std::int64_t>(layers.size()) != layer_weights_.size(0)) ||
      layer_ >= layers.size()) {
    throw PluginError(options_.callee.component + " of plugin " + options_.callee.plugin + " gave " +
                      count_of(layers.size(), "layer") + " from run_layers, which is not what layers() said");
  }
  Sequence out = layers.back();
  if (layer_weights_.defined()) {
    // One layer at a time: a stack of all of them would double the memory of the hidden states.
    const auto weights = at::softmax(layer_weights_, 0);
    out.values = layers[0].values * weights[0];
    for (std::size_t i = 1; i < layers.size(); ++i)
      out.values = out.values + layers[i].values * weights[static_cast<std::int64_t>(i)];
  } else if (options_.take == "mean_last_4") {
    const auto n = layers.size();
    out.values = (layers[n - 4].values + layers[n - 3].values + layers[n - 2].values + layers[n - 1].values) / 4.0;
  } else {
    out = layers[layer_];
    if (!out.summary.defined()) out.summary = layers.back().summary;
  }
  return out;
}

void Link::check(const Sequence& output, std::int64_t batch) const {
  const auto fail = [&](const std::string& what) {
    throw PluginError(options_.callee.component + " of plugin " + options_.callee.plugin + " gave " + what);
  };
  const auto shape = [](const at::Tensor& tensor) {
    std::string text = "[";
    for (const auto size : tensor.sizes()) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
  };
  const auto expected = "[" + std::to_string(batch) + ", frames, " + std::to_string(width()) + "]";
  if (!output.values.defined()) fail("no frames; expected " + expected);
  if (output.values.dim() != 3 || output.values.size(0) != batch || output.values.size(2) != width()) {
    fail("frames of shape " + shape(output.values) + "; expected " + expected);
  }
  if (!output.lengths.defined() || !output.lengths.is_cpu() || output.lengths.scalar_type() != at::kLong ||
      output.lengths.dim() != 1 || output.lengths.size(0) != batch) {
    fail("lengths that are not [" + std::to_string(batch) + "] int64 on the CPU");
  }
  const auto* lengths = output.lengths.const_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < batch; ++i) {
    if (lengths[i * output.lengths.stride(0)] < 1 || lengths[i * output.lengths.stride(0)] > output.values.size(1)) {
      fail(std::to_string(lengths[i * output.lengths.stride(0)]) + " valid frames of " + std::to_string(output.values.size(1)) +
           "; expected 1 or more, and no more than there are");
    }
  }
}

std::vector<std::vector<at::Tensor>> Link::depths() const {
  std::vector<std::vector<at::Tensor>> depths;
  std::set<const void*> placed;
  if (const auto* staged = dynamic_cast<const Staged*>(backbone_.get())) {
    const auto count = host::guarded(options_.callee, "stages", [&] { return staged->stages().size(); });
    for (std::size_t i = 0; i < count; ++i) {
      depths.emplace_back();
      for (const auto& parameter :
           host::guarded(options_.callee, "stage_parameters", [&] { return staged->stage_parameters(i); })) {
        if (placed.insert(parameter.unsafeGetTensorImpl()).second) depths.back().push_back(parameter);
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
