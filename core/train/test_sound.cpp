// Noise by a congruence, so that no library decides what it is.
#include "train/test_sound.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include "model/randomness.hpp"
#include "train/restored.hpp"

namespace serhost::train {

std::vector<float> test_sound(std::int64_t samples) {
  std::vector<float> out(static_cast<std::size_t>(samples));
  std::uint32_t state = 1;
  for (auto& sample : out) {
    state = state * 1664525U + 1013904223U;
    sample = (static_cast<float>(state >> 8U) / 16777216.0F - 0.5F) * 0.4F;
  }
  return out;
}

std::vector<double> probabilities_of(Restored& restored, const std::vector<float>& sound) {
  const at::NoGradGuard no_graph;
  auto& composition = restored.composition;
  composition.train(false);
  const auto audio = at::tensor(sound).unsqueeze(0).to(restored.device);
  Step step;
  step.random = model::make_generator(0);
  const auto view = composition.model().forward(
      {audio, at::tensor({static_cast<std::int64_t>(sound.size())}), {}, {}}, step);
  const auto out =
      at::softmax(composition.scores(view).to(at::kCPU, at::kDouble)[0], 0).contiguous();
  return {out.const_data_ptr<double>(), out.const_data_ptr<double>() + out.numel()};
}

}  // namespace serhost::train
