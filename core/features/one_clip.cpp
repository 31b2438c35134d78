// A frozen backbone by itself, made as an extraction makes it.
#include "features/one_clip.hpp"

#include <c10/core/Device.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "features/engine.hpp"
#include "features/frozen_backbone.hpp"

namespace serhost::features {

struct OneClip::State {
  bool all_layers;
  Engine engine;
};

OneClip::OneClip(const config::BackboneTable& backbone, const host::Registry& registry,
                 const std::string& layer, const std::string& device, const Log& log) {
  const auto table = frozen_backbone(backbone, layer);
  state_.reset(new State{layer == "all",
                         Engine([&registry, table, device,
                                 log] { return make_frozen_chain(table, registry, device, log); },
                                c10::Device(device), model::Precision::of("fp32"), 1)});
  warn_of_random_weights(state_->engine.chain(), log);
}

OneClip::~OneClip() = default;

std::int64_t OneClip::sample_rate() const { return state_->engine.chain().input().sample_rate; }
std::int64_t OneClip::width() const { return state_->engine.chain().width(); }

FeatureArray OneClip::of(const std::vector<float>& samples) {
  auto& engine = state_->engine;
  const auto shortest = engine.chain().input().shortest;
  if (static_cast<std::int64_t>(samples.size()) < shortest)
    throw DataError("has " + count_of(samples.size(), "sample") + " at " +
                    std::to_string(sample_rate()) + " Hz; the backbone needs at least " +
                    std::to_string(shortest));
  at::Tensor values;
  engine.run(1, [&](std::size_t, const Compute& compute) {
    values = compute(samples).values.select(0, 0);
  });
  if (state_->all_layers) values = values.transpose(0, 1);
  values = values.to(at::kFloat).contiguous();
  FeatureArray out{values.sizes().vec(), {}};
  out.values.resize(static_cast<std::size_t>(values.numel()));
  std::copy_n(values.const_data_ptr<float>(), out.values.size(), out.values.data());
  if (!std::all_of(out.values.begin(), out.values.end(), [](float x) { return std::isfinite(x); }))
    throw DataError(
        "the backbone gives features that are not finite: its weights are damaged, or its numbers "
        "overflow");
  return out;
}

}  // namespace serhost::features
