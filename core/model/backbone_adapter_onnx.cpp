// An adapter as ONNX: frozen or not, a backbone computes the same; what is left is the choice of a
// layer.
#include <ATen/ops/softmax.h>

#include <serhost/nn/onnx_ops.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/backbone_adapter.hpp"

namespace serhost::model {

onnx::Sequence BackboneAdapter::to_onnx(const onnx::Sequence& input) const {
  const auto* able = dynamic_cast<const OnnxBackbone*>(backbone_.get());
  SERHOST_CHECK(able != nullptr);
  const auto layers =
      host::guarded(options_.callee, "to_onnx", [&] { return able->to_onnx(input); });
  const auto* layerwise = dynamic_cast<const Layerwise*>(backbone_.get());
  const auto expected = layerwise == nullptr ? 1 : layerwise->layers();
  if (layers.size() != static_cast<std::size_t>(expected))
    throw PluginError(options_.callee.component + " of plugin " + options_.callee.plugin +
                      " gave " + count_of(layers.size(), "layer") + " from to_onnx, expected " +
                      std::to_string(expected));
  return taken(layers);
}

onnx::Sequence BackboneAdapter::taken(const std::vector<onnx::Sequence>& layers) const {
  auto out = layers.back();
  const auto n = layers.size();
  if (layer_weights_.defined()) {
    const auto weights = at::softmax(layer_weights_.detach(), 0);
    const auto weight = [&](std::size_t i) {
      return weights[static_cast<std::int64_t>(i)].item<double>();
    };
    out.values = layers[0].values * weight(0);
    for (std::size_t i = 1; i < n; ++i) out.values = out.values + layers[i].values * weight(i);
  } else if (options_.layers == "mean_last_4" || options_.layers == "sum_last_4") {
    out.values =
        layers[n - 4].values + layers[n - 3].values + layers[n - 2].values + layers[n - 1].values;
    if (options_.layers == "mean_last_4") out.values = out.values * 0.25;
  } else if (options_.layers != "last") {
    out = layers.at(layer_);
    if (!out.summary.defined()) out.summary = layers.back().summary;
  }
  return out;
}

}  // namespace serhost::model
