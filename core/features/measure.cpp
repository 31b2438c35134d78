// Measures frames per sample from two lengths: frames grow linearly with samples.
#include "features/measure.hpp"

#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "features/packed.hpp"
#include "model/randomness.hpp"

namespace serhost::features {
namespace {

double bytes_of_noise(model::Chain& chain, const c10::Device& device, std::int64_t samples) {
  auto generator = model::make_generator(1);
  const auto values =
      at::rand({1, samples}, generator, at::TensorOptions(at::kFloat)).mul_(0.2).sub_(0.1);
  return static_cast<double>(
      bytes_of(chain.forward_frozen({values.to(device), at::tensor({samples}), {}, {}})));
}

}  // namespace

FrozenPrefixInfo frozen_prefix_info(model::Chain& chain, const c10::Device& device) {
  FrozenPrefixInfo out;
  out.any = chain.has_frozen_prefix();
  out.sample_rate = chain.input().sample_rate;
  if (!out.any || !chain.input().waveform) return out;
  for (const auto& adapter : chain.frozen_adapters())
    out.weights = out.weights || !adapter->frozen_state().empty();
  const auto shorter = std::max(chain.input().shortest, out.sample_rate), longer = 2 * shorter;
  const double low = bytes_of_noise(chain, device, shorter),
               high = bytes_of_noise(chain, device, longer);
  out.bytes_per_sample = (high - low) / static_cast<double>(longer - shorter);
  out.bytes = std::max(0.0, low - out.bytes_per_sample * static_cast<double>(shorter));
  return out;
}

}  // namespace serhost::features
