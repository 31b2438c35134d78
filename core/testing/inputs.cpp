// Small random inputs and the reference value that needs no plugin.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <numeric>
#include <serhost/testing.hpp>

#include "testing/backbone_clips.hpp"

namespace serhost::testing {

Labels::Labels(std::initializer_list<std::int64_t> labels)
    : values(at::tensor(std::vector<std::int64_t>(labels), at::kLong)) {}

std::pair<at::Tensor, at::Tensor> clips(std::int64_t n, std::int64_t classes, std::uint64_t seed) {
  const auto random = at::detail::createCPUGenerator(seed);
  auto output = at::randn({n, classes}, random, at::TensorOptions().dtype(at::kDouble));
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < n; ++i)
    labels.push_back((i + static_cast<std::int64_t>(seed % 97)) % classes);
  return {output, at::tensor(labels, at::kLong)};
}

double value(Loss& loss, const at::Tensor& output, const Labels& labels) {
  View view;
  view.output = output;
  if (loss.needs().embedding) view.embedding = output;
  Targets targets;
  targets.label = labels.values;
  auto where = step();
  return loss.forward(view, targets, where).mean().item().toDouble();
}

double cross_entropy(const at::Tensor& output, const Labels& labels) {
  return -at::log_softmax(output, 1).gather(1, labels.values.unsqueeze(1)).mean().item().toDouble();
}

namespace {

/// Clips numbered so that clip `i` is drawn with `seed + i`.
Sequence drawn(const Input& input, const std::vector<std::int64_t>& lengths, std::uint64_t seed) {
  std::vector<std::size_t> numbers(lengths.size());
  std::iota(numbers.begin(), numbers.end(), static_cast<std::size_t>(seed) - 1);
  return conformance::clips(input, lengths, numbers);
}

}  // namespace

Sequence noise(const std::vector<std::int64_t>& lengths, std::uint64_t seed) {
  return drawn({.waveform = true}, lengths, seed);
}

Sequence random_frames(const std::vector<std::int64_t>& lengths, std::int64_t width,
                       std::uint64_t seed) {
  return drawn({.waveform = false, .width = width}, lengths, seed);
}

}  // namespace serhost::testing
