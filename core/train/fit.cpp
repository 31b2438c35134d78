// Fits components before training.
#include "train/fit.hpp"

#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "base/error.hpp"
#include "model/randomness.hpp"

namespace serhost::train {
namespace {

/// Statistics are gathered in fp32, whatever the parts before computed in.
Sequence in_full(Sequence frames, const model::Precision& precision) {
  if (precision.is_full()) return frames;
  frames.values = frames.values.to(at::kFloat);
  if (frames.summary.defined()) frames.summary = frames.summary.to(at::kFloat);
  return frames;
}

void fit_one(Composition& composition, const ForEachClip& each_clip, Fitted& fitted,
             const host::Callee& callee, std::size_t links_before,
             const model::Precision& precision) {
  Step step;
  step.random = model::make_generator(0);
  each_clip([&](const Sequence& clip) {
    const auto input = [&] {
      const auto scope = precision.scope(clip.values.device().type());
      return in_full(composition.model().chain().input_of(links_before, clip, step), precision);
    }();
    host::guarded(callee, "observe", [&] { fitted.observe(input); });
  });
  host::guarded(callee, "finish", [&] { fitted.finish(); });
}

}  // namespace

bool is_fitted(Composition& composition) {
  const auto& adapters = composition.model().chain().adapters();
  return dynamic_cast<Fitted*>(&composition.loss()) != nullptr ||
         std::any_of(adapters.begin(), adapters.end(), [](const auto& adapter) {
           return dynamic_cast<Fitted*>(adapter->backbone().get()) != nullptr;
         });
}

void fit(Composition& composition, const ForEachClip& each_clip,
         const model::Precision& precision) {
  const at::NoGradGuard no_graph;
  composition.train(false);
  const auto& adapters = composition.model().chain().adapters();
  for (std::size_t i = 0; i < adapters.size(); ++i) {
    if (auto* fitted = dynamic_cast<Fitted*>(adapters[i]->backbone().get()))
      fit_one(composition, each_clip, *fitted, adapters[i]->callee(), i, precision);
  }
  if (auto* fitted = dynamic_cast<Fitted*>(&composition.loss())) {
    fit_one(composition, each_clip, *fitted, composition.loss_callee(), adapters.size(), precision);
  }
}

bool fits_at_once(Composition& composition) {
  const auto& heads = composition.model().heads();
  return !heads.empty() && dynamic_cast<FitsAtOnce*>(heads.front().get()) != nullptr;
}

void require_fit_at_once(Composition& composition, const Targets& example,
                         const config::TrainTable& train, const std::string& place) {
  const auto refuse = [&](const std::string& why) {
    throw Error(Exit::config,
                (place.empty() ? "" : place + ": ") + composition.model().head_callee().component +
                    " is fitted once, to labels and what a frozen backbone gives; " + why);
  };
  if (composition.model().heads().size() > 1) refuse("it takes one task, not several");
  if (!example.label.defined()) refuse("this task has no labels of one class per clip");
  // Clips are shown once, as they are: neither would have an effect.
  if (!train.augments.empty()) refuse("[[augment]] changes clips of each epoch; take it out");
  if (train.mix != "none") refuse("train.mix mixes clips of each epoch; take it out");
  const auto& adapters = composition.model().chain().adapters();
  const bool adapted = std::any_of(adapters.begin(), adapters.end(),
                                   [](const auto& adapter) { return adapter->adapted(); });
  for (const auto& [name, parameter] : composition.parameters()) {
    if (!parameter.requires_grad()) continue;
    refuse(name.starts_with("loss.") ? "the loss has weights of its own; use cross_entropy"
                                     : "here '" + name + "' would be trained: " +
                                           (adapted ? "take backbone.adapt out, and " : "") +
                                           "write backbone.freeze = \"all\", and for layers a "
                                           "fixed choice, not \"weighted\"");
  }
}

void fit_heads(Composition& composition, const ForEachLabeled& each_clip) {
  const at::NoGradGuard no_graph;
  composition.train(false);
  auto& model = composition.model();
  const auto callee = model.head_callee();
  auto* const head = dynamic_cast<FitsAtOnce*>(model.heads().front().get());
  for (const auto part : {FitsAtOnce::Part::train, FitsAtOnce::Part::validation})
    each_clip(part, [&](const Sequence& frames, const Targets& targets) {
      host::guarded(callee, "observe", [&] { head->observe(frames, targets, part); });
    });
  host::guarded(callee, "finish", [&] { head->finish(); });
}

}  // namespace serhost::train
