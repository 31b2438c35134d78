// Running an adapter: stages and layers, what is frozen apart from what is trained, and the check
// of what came out.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/backbone_adapter.hpp"
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
  const Untouched given({{"values", input.values}, {"lengths", input.lengths}});
  const auto output = run(input, step);
  given.require(options_.callee, "forward");
  check(output, input.lengths.size(0));
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
  if (frozen_part_ == FrozenPart::whole) return forward(input, step);
  if (frozen_part_ == FrozenPart::stages) return run_first_stages(prefix_stages_, input);
  SERHOST_CHECK(frozen_part_ == FrozenPart::layers);
  const auto layers = run_layers(input, step);
  std::vector<at::Tensor> values;
  for (const auto& layer : layers) values.push_back(layer.values);
  const auto& last = layers.back();
  check(last, input.lengths.size(0));
  return {at::stack(values, 2), last.lengths, last.summary, last.segment_ids};
}

Sequence BackboneAdapter::forward_trainable(const Sequence& from_frozen, Step& step) {
  if (frozen_part_ == FrozenPart::whole) return from_frozen;
  const auto batch = from_frozen.lengths.size(0);
  Sequence output;
  if (frozen_part_ == FrozenPart::stages) {
    output = run_other_stages(prefix_stages_, from_frozen, step);
  } else {
    SERHOST_CHECK(frozen_part_ == FrozenPart::layers);
    std::vector<Sequence> layers;
    for (std::int64_t i = 0; i < from_frozen.values.size(2); ++i)
      layers.push_back({from_frozen.values.select(2, i), from_frozen.lengths, from_frozen.summary,
                        from_frozen.segment_ids});
    output = taken(layers);
  }
  check(output, batch);
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
  } else if (options_.layers == "mean_last_4") {
    const auto n = layers.size();
    out.values = (layers[n - 4].values + layers[n - 3].values + layers[n - 2].values +
                  layers[n - 1].values) /
                 4.0;
  } else {
    out = layers[layer_];
    if (!out.summary.defined()) out.summary = layers.back().summary;
  }
  return out;
}

void BackboneAdapter::check(const Sequence& output, std::int64_t batch) const {
  const auto fail = [&](const std::string& what) {
    throw PluginError(options_.callee.component + " of plugin " + options_.callee.plugin +
                      " gave " + what);
  };
  const auto shape = [](const at::Tensor& tensor) {
    std::string text = "[";
    for (const auto size : tensor.sizes())
      text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
  };
  std::string expected = "[";
  expected += std::to_string(batch) + ", frames, " + std::to_string(width()) + "]";
  if (!output.values.defined()) fail("no frames; expected " + expected);
  if (output.values.dim() != 3 || output.values.size(0) != batch ||
      output.values.size(2) != width()) {
    fail("frames of shape " + shape(output.values) + "; expected " + expected);
  }
  if (!output.lengths.defined() || !output.lengths.is_cpu() ||
      output.lengths.scalar_type() != at::kLong || output.lengths.dim() != 1 ||
      output.lengths.size(0) != batch) {
    fail("lengths that are not [" + std::to_string(batch) + "] int64 on the CPU");
  }
  const auto* lengths = output.lengths.const_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < batch; ++i) {
    if (lengths[i * output.lengths.stride(0)] < 1 ||
        lengths[i * output.lengths.stride(0)] > output.values.size(1)) {
      fail(std::to_string(lengths[i * output.lengths.stride(0)]) + " valid frames of " +
           std::to_string(output.values.size(1)) +
           "; expected 1 or more, and no more than there are");
    }
  }
}

}  // namespace serhost::model
