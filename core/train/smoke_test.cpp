// Does the composition work at all: a tiny batch forward, in evaluation and in training, and back.
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "base/error.hpp"
#include "config/task_info.hpp"
#include "data/loading/augmenter.hpp"
#include "features/measure.hpp"
#include "model/memory_limit.hpp"
#include "model/randomness.hpp"
#include "train/conversation.hpp"
#include "train/device.hpp"
#include "train/fit.hpp"
#include "train/gradient_reach.hpp"
#include "train/made_up.hpp"
#include "train/named_faults.hpp"
#include "train/objective.hpp"
#include "train/run.hpp"

namespace serhost::train {
namespace {

constexpr std::int64_t kClips = 2;

/// Noise of a second, or of the shortest clip that the model takes; the second clip is a quarter
/// longer, so that there is padding. Frames of noise where the model takes features.
Sequence noise(const model::Chain& chain, const c10::Device& device) {
  constexpr std::int64_t kFrames = 8;
  const auto input = chain.input();
  const auto length = std::max(input.shortest, input.waveform ? input.sample_rate : kFrames);
  return noise_of(chain, {length, length + length / 4}, device);
}

/// Plans, batches and caches go by `frames`: whether it is true is seen here, once, also of parts
/// that are frozen.
void require_said_frames(const model::Chain& chain, const Sequence& audio,
                         const at::Tensor& lengths) {
  for (std::int64_t i = 0; i < kClips; ++i) {
    const auto given = audio.lengths[i].item<std::int64_t>();
    const auto made = lengths[i].item<std::int64_t>();
    if (const auto said = chain.frames(given); said != made) {
      const auto& callee = chain.adapters().back()->callee();
      throw PluginError(callee.component + " of plugin " + callee.plugin + " gave " +
                        std::to_string(made) + " frames for a clip of length " +
                        std::to_string(given) + ", where frames() says " + std::to_string(said) +
                        "; batches, plans and caches go by what frames() says");
    }
  }
}

/// Forward and back until every trainable tensor has had a gradient, as often as training looks:
/// layers may be dropped at random. Which tensors were never reached, in a sentence.
std::string try_to_train(Composition& composition, const Sequence& audio, const Targets& targets,
                         bool trained) {
  constexpr const char* kWhere = " in the trial before training";
  composition.train(true);
  GradientReach reach;
  do {
    Step step;
    step.training = true;
    step.random = model::make_generator(1 + static_cast<std::uint64_t>(reach.looks()));
    const auto view = composition.forward(audio, step);
    const auto losses = composition.losses(view, targets, step);
    if (!losses.requires_grad()) {
      if (!trained) return "";
      require_gradient(composition, view, losses, kWhere);
    }
    named(composition, "the backward pass", kWhere, [&] { losses.mean().backward(); });
    if (trained) reach.look(composition, kWhere);
  } while (trained && !reach.done() && !reach.missing().empty());
  return reach.sentence();
}

Facts tried_out(const config::Experiment& experiment, const host::Registry& registry,
                const data::Manifest& known, const std::string& device_text, int threads) {
  prepare_torch(threads);
  const auto device = choose_device(experiment.train, device_text);
  MadeUp made(experiment, registry, known, device);
  auto& composition = made.composition;
  if (experiment.train.mix != "none" && composition.needs().whole_batch)
    throw Error(Exit::config, experiment.loss.place.text() + ": loss '" + experiment.loss.plugin +
                                  "' is one value for a whole batch, and train.mix needs one per "
                                  "clip; use another loss, or take train.mix out");
  data::Augmenter(experiment.train, 1);  // what they refuse is told before training
  if (config::hears_dialogues(experiment.task)) require_utterance_encoder(composition);
  const auto input = composition.model().input();
  const auto audio = noise(composition.model().chain(), device);
  const auto targets = made.targets(kClips);
  Step step;
  step.random = model::make_generator(1);
  fit(composition, [&](const auto& observe) { observe(audio); });
  {
    const c10::InferenceMode inference;
    composition.train(false);
    const auto view = composition.forward(audio, step);
    const auto made_lengths = composition.objective() == nullptr
                                  ? view.lengths
                                  : frames_made(composition.model(), audio, step);
    require_said_frames(composition.model().chain(), audio, made_lengths);
    composition.scores(view);
  }
  const bool at_once = fits_at_once(composition);
  if (at_once) {
    require_fit_at_once(composition, targets, experiment.train,
                        experiment.head.component.place.text());
  }
  const bool trained = experiment.train.epochs > 0 && !at_once;
  const auto unreached = try_to_train(composition, audio, targets, trained);
  composition.train(false);
  std::int64_t changing = 0;
  for (const auto& [name, tensor] : composition.changing()) changing += tensor.numel();
  return {.device = text_of(device),
          .parameters = composition.count(false),
          .trainable = composition.count(true),
          .changing = changing,
          .sample_rate = input.sample_rate,
          .shortest = input.shortest,
          .frozen = features::frozen_prefix_info(composition.model().chain(), device),
          .pretraining = pretraining_of(composition),
          .unreached = unreached};
}

}  // namespace

Facts smoke_test(const config::Experiment& experiment, const host::Registry& registry,
                 const data::Manifest& known, const std::string& device_text, int threads) {
  try {
    const model::MemoryLimit limit;
    return tried_out(experiment, registry, known, device_text, threads);
  } catch (const model::TooLarge& why) {
    const auto* const first =
        experiment.backbones.empty() ? nullptr : &experiment.backbones.front().component;
    throw Error(why.exit(), (first == nullptr ? experiment.file.string() : first->place.text()) +
                                ": the model, its gradients and two clips need " + why.what() +
                                "; make the backbones or the head smaller");
  }
}

}  // namespace serhost::train
