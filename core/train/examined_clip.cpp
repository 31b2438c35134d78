// As many changed clips at once as memory likes; what is random is drawn anew for each call.
#include "train/examined_clip.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>

#include <algorithm>

#include "base/seed.hpp"
#include "model/randomness.hpp"

namespace serhost::train {
namespace {

constexpr std::int64_t kSamplesAtOnce = 1 << 20;  // in a batch without a graph
constexpr std::int64_t kPointsOfWaveform = 300;
constexpr std::int64_t kSamplesOfGraph = kSamplesAtOnce / 8, kMostAtOnce = 12;

Sequence batch_of_equals(const at::Tensor& values, std::int64_t length) {
  return {values, at::full({values.size(0)}, length, at::kLong)};
}

}  // namespace

std::vector<double> numbers_of(const at::Tensor& values) {
  const auto all = values.detach().to(at::kCPU, at::kDouble).contiguous();
  const auto* const first = all.const_data_ptr<double>();
  return {first, first + all.numel()};
}

ExaminedClip::ExaminedClip(Restored& restored, const at::Tensor& audio, bool against_others)
    : restored_(restored),
      model_(restored.composition.model()),
      audio_(audio.to(restored.device)),
      against_others_(against_others),
      by_front_end_(model_.chain().begins_with_front_end()) {}

Step ExaminedClip::step() const {
  Step out;
  const auto seed = static_cast<std::uint64_t>(restored_.facts.seed);
  model::seed_default_generators(stream_seed(seed, "evaluation", 0));
  out.random = model::make_generator(stream_seed(seed, "evaluation/backbone", 0));
  return out;
}

at::Tensor ExaminedClip::scores_of(const at::Tensor& waveforms) {
  const at::NoGradGuard no_graph;
  auto now = step();
  const auto view = model_.forward(batch_of_equals(waveforms, waveforms.size(1)), now);
  return restored_.composition.scores(view);
}

at::Tensor ExaminedClip::output_of(const View& view, std::int64_t output) {
  return one_of(restored_.composition.scores(view), output);
}

at::Tensor ExaminedClip::one_of(const at::Tensor& scores, std::int64_t output) const {
  const auto own = scores.select(1, output);
  if (!against_others_ || scores.size(1) < 2) return own;
  return own - (scores.sum(1) - own) / static_cast<double>(scores.size(1) - 1);
}

double ExaminedClip::score(std::int64_t output) {
  return one_of(scores().unsqueeze(0), output).item<double>();
}

at::Tensor ExaminedClip::scores() {
  if (!scores_.defined()) scores_ = scores_of(audio_.unsqueeze(0))[0].to(at::kCPU, at::kDouble);
  return scores_;
}

std::vector<double> ExaminedClip::falls(std::size_t count, std::int64_t output,
                                        const std::function<at::Tensor(std::size_t i)>& changed) {
  const auto whole = score(output);
  const auto at_once =
      static_cast<std::size_t>(std::max<std::int64_t>(1, kSamplesAtOnce / audio_.size(0)));
  std::vector<double> out;
  for (std::size_t first = 0; first < count; first += at_once) {
    std::vector<at::Tensor> some;
    for (auto i = first; i < std::min(first + at_once, count); ++i) some.push_back(changed(i));
    for (const double score : numbers_of(one_of(scores_of(at::stack(some)), output)))
      out.push_back(whole - score);
  }
  return out;
}

Attribution ExaminedClip::gradients(std::int64_t output, double tolerance) {
  AttributionOptions options;
  options.tolerance = tolerance;
  options.batch = std::clamp<std::int64_t>(kSamplesOfGraph / audio_.size(0), 1, kMostAtOnce);
  if (!by_front_end_) {
    options.most_points = kPointsOfWaveform;  // each is a pass through all of the model
    const ScoreOf score_of = [&](const at::Tensor& waveforms) {
      auto now = step();
      const auto batch = batch_of_equals(waveforms, waveforms.size(1));
      return output_of(model_.forward_undivided(batch, now), output);
    };
    return integrated_gradients(score_of, audio_, options);
  }
  const auto frames =
      model_.chain().forward_frozen(batch_of_equals(audio_.unsqueeze(0), audio_.size(0)));
  const auto length = frames.lengths[0].item<std::int64_t>();
  const ScoreOf score_of = [&](const at::Tensor& inputs) {
    auto now = step();
    return output_of(model_.forward(batch_of_equals(inputs, length), now, true), output);
  };
  return integrated_gradients(score_of, frames.values[0], options);
}

at::Tensor ExaminedClip::attention() {
  const at::NoGradGuard no_graph;
  auto now = step();
  return model_.frame_weights(batch_of_equals(audio_.unsqueeze(0), audio_.size(0)), now);
}

}  // namespace serhost::train
