// Clips for backbones.
#include "testing/backbone_clips.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "base/seed.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace {

constexpr std::int64_t kFrameWidth = 8;  // where any will do

double largest(const at::Tensor& x) {
  return x.numel() == 0 ? 0.0 : x.abs().max().item().toDouble();
}

/// The least length from `from` on that gives `frames`, at most `bound`.
std::int64_t length_of(const Backbone& backbone, std::int64_t frames, std::int64_t from,
                       std::int64_t bound) {
  auto enough = from, too_few = from - 1;
  while (enough < bound && backbone.frames(enough) < frames) {
    too_few = enough;
    enough = std::min(bound, 2 * enough);
  }
  while (enough - too_few > 1) {
    const auto middle = too_few + (enough - too_few) / 2;
    (backbone.frames(middle) >= frames ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace

std::int64_t second_of(const Input& input) {
  return input.waveform ? std::max<std::int64_t>(1, input.sample_rate) : 50;
}

Sequence clips(const Input& input, const std::vector<std::int64_t>& lengths,
               const std::vector<std::size_t>& numbers, std::int64_t padding) {
  const auto longest =
      (lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end())) + padding;
  const auto width = input.waveform ? 1 : input.width > 0 ? input.width : kFrameWidth;
  Sequence batch;
  batch.values = at::zeros({static_cast<std::int64_t>(lengths.size()), longest, width});
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto random = at::detail::createCPUGenerator(1 + (numbers.empty() ? i : numbers[i]));
    batch.values[static_cast<std::int64_t>(i)]
        .narrow(0, 0, lengths[i])
        .copy_(at::randn({lengths[i], width}, random, at::TensorOptions()));
  }
  if (input.waveform) batch.values = batch.values.squeeze(2).clamp(-2.0, 2.0) / 4;
  batch.lengths = at::tensor(lengths, at::kLong);
  return batch;
}

std::vector<std::int64_t> varied_lengths(const Backbone& backbone, std::size_t count) {
  const auto input = backbone.input();
  const auto shortest = std::max<std::int64_t>(input.shortest, 1);
  const auto bound = shortest + 10 * second_of(input);
  std::vector<std::int64_t> lengths = {shortest, shortest + 1};
  const auto least = backbone.frames(shortest);
  for (std::int64_t more = 1; more <= 3; ++more) {
    const auto edge = length_of(backbone, least + more, shortest, bound);
    lengths.push_back(edge - 1);
    lengths.push_back(edge);
  }
  const auto longest = std::max(lengths.back(), shortest + second_of(input) / 4) + 1;
  Random random(3);
  while (lengths.size() < count)
    lengths.push_back(shortest + static_cast<std::int64_t>(random.below(
                                     static_cast<std::uint64_t>(longest - shortest + 1))));
  for (auto& length : lengths) length = std::max(length, shortest);
  lengths.resize(count);
  return lengths;
}

Sequence evaluate(Backbone& backbone, const Sequence& input) {
  const at::NoGradGuard no_graph;
  backbone.eval();
  auto where = step_of(false);
  return backbone.forward(input, where);
}

void fit(Backbone& backbone) {
  auto* const able = dynamic_cast<Fitted*>(&backbone);
  if (able == nullptr) return;
  const at::NoGradGuard no_graph;
  const auto lengths = varied_lengths(backbone, 8);
  for (std::size_t i = 0; i < lengths.size(); ++i)
    able->observe(clips(backbone.input(), {lengths[i]}, {100 + i}));
  able->finish();
}

std::shared_ptr<Backbone> fitted(const BackboneCase& one) {
  auto backbone = one.make();
  if (one.fresh)
    fit(*backbone);  // an instance that is given has been fitted or not as its test wants it
  backbone->eval();
  return backbone;
}

std::string difference(const Sequence& a, std::int64_t in_a, const Sequence& b, std::int64_t in_b) {
  const auto frames = a.lengths[in_a].item().toLong(), other = b.lengths[in_b].item().toLong();
  if (frames != other)
    return std::to_string(other) + " valid frames instead of " + std::to_string(frames);
  if (frames > a.values.size(1) || frames > b.values.size(1))
    return "more valid frames than there are";
  const auto left = a.values[in_a].narrow(0, 0, frames),
             right = b.values[in_b].narrow(0, 0, frames);
  const double scale = std::max(1.0, largest(left));
  const auto apart = (left - right).abs();
  const double most = largest(apart);
  if (!(most <= kTolerance * scale)) {  // also where it is not a number
    const auto frame = apart.numel() == 0 ? 0 : apart.amax(1).argmax().item().toLong();
    return "frame " + std::to_string(frame) + " of " + std::to_string(frames) + " differs by " +
           brief(most) + ", allowed are " + brief(kTolerance * scale);
  }
  if (a.summary.defined() != b.summary.defined()) return "a summary in one of the two only";
  if (a.summary.defined()) {
    const double summary = largest(a.summary[in_a] - b.summary[in_b]);
    if (!(summary <= kTolerance * std::max(1.0, largest(a.summary[in_a]))))
      return "the summary differs by " + brief(summary);
  }
  return "";
}

}  // namespace serhost::conformance
