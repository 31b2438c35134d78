// Running an adapter: stages and layers, what is frozen apart from what is trained, and the check
// of what came out.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/backbone_adapter.hpp"
#include "model/given.hpp"
#include "model/randomness.hpp"
#include "model/untouched.hpp"

namespace serhost::model {
namespace {

/// For parts that draw nothing; should one do so all the same, every clip draws the same.
Step still() {
  Step step;
  step.random = make_generator(0);
  return step;
}

}  // namespace

Sequence BackboneAdapter::forward(const Sequence& input, Step& step) {
  auto output = run_checked(input, step);
  check_counts(output, input);
  return output;
}

Sequence BackboneAdapter::run_checked(const Sequence& input, Step& step) {
  const Untouched given({{"values", input.values}, {"lengths", input.lengths}});
  auto output = run(input, step);
  given.require(options_.callee, "forward");
  check(output, input);
  return output;
}

bool BackboneAdapter::needs_no_graph(const Sequence& input) const {
  return all_frozen_ && !input.values.requires_grad();
}

Sequence BackboneAdapter::run(const Sequence& input, Step& step) {
  Step own = step;
  if (all_frozen_) own.training = false;
  if (options_.layers != "last") return taken(run_layers(input, own));
  if (frozen_stages_ > 0) return run_stages(input, own);
  const at::AutoGradMode grad(at::GradMode::is_enabled() && !needs_no_graph(input));
  return host::guarded(options_.callee, "forward", [&] { return backbone_->forward(input, own); });
}

Sequence BackboneAdapter::forward_frozen(const Sequence& input) {
  const at::NoGradGuard no_graph;
  auto step = still();
  if (frozen_part_ == FrozenPart::whole) return run_checked(input, step);
  const Untouched given({{"values", input.values}, {"lengths", input.lengths}});
  if (frozen_part_ == FrozenPart::stages) {
    auto out = run_first_stages(prefix_stages_, input);
    given.require(options_.callee, "run_stage");
    return out;
  }
  SERHOST_CHECK(frozen_part_ == FrozenPart::layers);
  const auto layers = run_layers(input, step);
  given.require(options_.callee, "run_layers");
  std::vector<at::Tensor> values;
  for (const auto& layer : layers) values.push_back(layer.values);
  const auto& last = layers.back();
  return {at::stack(values, 2), last.lengths, last.summary, last.segment_ids};
}

Sequence BackboneAdapter::forward_trainable(const Sequence& from_frozen, Step& step) {
  if (frozen_part_ == FrozenPart::whole) return from_frozen;
  Sequence output;
  if (frozen_part_ == FrozenPart::stages) {
    const Untouched given({{"values", from_frozen.values}, {"lengths", from_frozen.lengths}});
    output = run_other_stages(prefix_stages_, from_frozen, step);
    given.require(options_.callee, "run_stage");
  } else {
    SERHOST_CHECK(frozen_part_ == FrozenPart::layers);
    std::vector<Sequence> layers;
    for (std::int64_t i = 0; i < from_frozen.values.size(2); ++i)
      layers.push_back({from_frozen.values.select(2, i), from_frozen.lengths, from_frozen.summary,
                        from_frozen.segment_ids});
    output = taken(layers);
  }
  check(output, from_frozen);
  return output;
}

Sequence BackboneAdapter::run_first_stages(std::size_t count, const Sequence& input) {
  auto* staged = dynamic_cast<Staged*>(backbone_.get());
  auto step = still();
  const bool training = backbone_->is_training();
  if (training) backbone_->eval();
  Sequence now = input;
  for (std::size_t i = 0; i < count; ++i) {
    now = host::guarded(options_.callee, "run_stage",
                        [&] { return staged->run_stage(i, now, step); });
    check_part(now, input, "run_stage");
  }
  if (training) train();
  return now;
}

Sequence BackboneAdapter::run_other_stages(std::size_t first, const Sequence& input, Step& step) {
  auto* staged = dynamic_cast<Staged*>(backbone_.get());
  const auto count =
      host::guarded(options_.callee, "stages", [&] { return staged->stages().size(); });
  Sequence now = input;
  for (std::size_t i = first; i < count; ++i) {
    now = host::guarded(options_.callee, "run_stage",
                        [&] { return staged->run_stage(i, now, step); });
    check_part(now, input, "run_stage");
  }
  return now;
}

Sequence BackboneAdapter::run_stages(const Sequence& input, Step& step) {
  Sequence now;
  {
    const at::AutoGradMode grad(at::GradMode::is_enabled() && input.values.requires_grad());
    now = run_first_stages(frozen_stages_, input);
  }
  return run_other_stages(frozen_stages_, now, step);
}

std::vector<Sequence> BackboneAdapter::run_layers(const Sequence& input, Step& step) {
  auto* layerwise = dynamic_cast<Layerwise*>(backbone_.get());
  auto layers = host::guarded(options_.callee, "run_layers", [&] {
    const at::AutoGradMode grad(
        at::GradMode::is_enabled() &&
        !needs_no_graph(input));  // the weights of the layers do learn, in `taken`
    return layerwise->run_layers(input, step);
  });
  if (layers.empty() ||
      (layer_weights_.defined() &&
       static_cast<std::int64_t>(layers.size()) != layer_weights_.size(0)) ||
      layer_ >= layers.size()) {
    throw PluginError(options_.callee.component + " of plugin " + options_.callee.plugin +
                      " gave " + count_of(layers.size(), "layer") +
                      " from run_layers, which is not what layers() said");
  }
  for (const auto& layer : layers) {
    check(layer, input);
    if (layer.values.sizes() != layers.back().values.sizes())
      refuse_output("layers of different shapes from run_layers, " + shape_text(layer.values) +
                    " and " + shape_text(layers.back().values));
  }
  return layers;
}

Sequence BackboneAdapter::taken(const std::vector<Sequence>& layers) const {
  Sequence out = layers.back();
  if (layer_weights_.defined()) {
    // One layer at a time: a stack of all of them would double the memory of the hidden states.
    const auto weights = at::softmax(layer_weights_, 0);
    out.values = layers[0].values * weights[0];
    for (std::size_t i = 1; i < layers.size(); ++i)
      out.values = out.values + layers[i].values * weights[static_cast<std::int64_t>(i)];
  } else if (options_.layers == "mean_last_4" || options_.layers == "sum_last_4") {
    const auto n = layers.size();
    out.values =
        layers[n - 4].values + layers[n - 3].values + layers[n - 2].values + layers[n - 1].values;
    if (options_.layers == "mean_last_4") out.values = out.values / 4.0;
  } else {
    out = layers[layer_];
    if (!out.summary.defined()) out.summary = layers.back().summary;
  }
  return out;
}

}  // namespace serhost::model
