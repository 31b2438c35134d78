// Small random inputs and the reference value that needs no plugin.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include <serhost/testing.hpp>

namespace serhost::testing {

Labels::Labels(std::initializer_list<std::int64_t> labels) : values(at::tensor(std::vector<std::int64_t>(labels), at::kLong)) {}

std::pair<at::Tensor, at::Tensor> clips(std::int64_t n, std::int64_t classes, std::uint64_t seed) {
  const auto random = at::detail::createCPUGenerator(seed);
  auto output = at::randn({n, classes}, random, at::TensorOptions().dtype(at::kDouble));
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < n; ++i) labels.push_back((i + static_cast<std::int64_t>(seed % 97)) % classes);
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

Sequence noise(const std::vector<std::int64_t>& lengths, std::uint64_t seed) {
  auto frames = random_frames(lengths, 1, seed);
  frames.values = frames.values.squeeze(2).clamp(-2.0, 2.0) / 4;
  return frames;
}

Sequence random_frames(const std::vector<std::int64_t>& lengths, std::int64_t width, std::uint64_t seed) {
  const auto longest = lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
  Sequence batch;
  batch.values = at::zeros({static_cast<std::int64_t>(lengths.size()), longest, width});
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto random = at::detail::createCPUGenerator(seed + i);  // a clip does not depend on those before it
    batch.values[static_cast<std::int64_t>(i)].narrow(0, 0, lengths[i]).copy_(at::randn({lengths[i], width}, random, at::TensorOptions()));
  }
  batch.lengths = at::tensor(lengths, at::kLong);
  return batch;
}

}  // namespace serhost::testing
