// What comes out is looked at: one NaN in a waveform would spoil every weight.
#include "data/loading/augmenter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "host/built_in.hpp"

namespace serhost::data {
namespace {

void check(const Waveform& after, std::size_t before, std::int64_t sample_rate,
           const std::string& key, const host::Callee& callee) {
  const auto refuse = [&](const std::string& what) {
    throw PluginError(callee.component + " of plugin " + callee.plugin + " made " + what +
                      " of clip '" + key + "'");
  };
  if (after.sample_rate != sample_rate)
    refuse("audio of " + std::to_string(after.sample_rate) + " Hz instead of " +
           std::to_string(sample_rate));
  if (after.samples.size() > 2 * before || 2 * after.samples.size() < before)
    refuse(std::to_string(after.samples.size()) + " samples, not between half and twice the " +
           std::to_string(before) + ",");
  if (!std::all_of(after.samples.begin(), after.samples.end(),
                   [](float sample) { return std::isfinite(sample); }))
    refuse("samples that are not finite");
}

}  // namespace

Augmenter::Augmenter(const config::TrainTable& train, std::uint64_t seed,
                     std::function<void(const std::string&)> log) {
  if (!log) log = [](const std::string&) {};
  for (const auto& table : train.augments) {
    const auto& info = *table.component.info;
    const Context context{
        log, {}, stream_seed(seed, "component/augment" + std::to_string(steps_.size()))};
    steps_.push_back({host::built_in_registry().make_augment(info, table.component.values, context),
                      host::callee_of(info), table.probability});
  }
}

std::vector<float> Augmenter::apply(std::vector<float> samples, std::int64_t sample_rate,
                                    const std::string& key, std::uint64_t seed,
                                    std::int64_t epoch) const {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const auto& step = steps_[i];
    const auto of_epoch =
        stream_seed(seed, "augment/" + std::to_string(i), static_cast<std::uint64_t>(epoch));
    const auto of_clip = stream_seed(of_epoch, key);
    if (step.probability < 1.0 &&
        Random(stream_seed(of_clip, "applied")).uniform() >= step.probability)
      continue;
    const auto before = samples.size();
    std::mt19937_64 random(of_clip);
    auto after = host::guarded(step.callee, "apply", [&] {
      return step.component->apply({std::move(samples), sample_rate}, random);
    });
    check(after, before, sample_rate, key, step.callee);
    samples = std::move(after.samples);
  }
  return samples;
}

}  // namespace serhost::data
