// Fits components before training.
#include "train/fit.hpp"

#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "model/randomness.hpp"

namespace serhost::train {
namespace {

void fit_one(Composition& composition, const ForEachClip& each_clip, Fitted& fitted,
             const host::Callee& callee, std::size_t links_before) {
  Step step;
  step.random = model::make_generator(0);
  each_clip([&](const Sequence& clip) {
    const auto input = composition.model().chain().input_of(links_before, clip, step);
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

void fit(Composition& composition, const ForEachClip& each_clip) {
  const at::NoGradGuard no_graph;
  composition.train(false);
  const auto& adapters = composition.model().chain().adapters();
  for (std::size_t i = 0; i < adapters.size(); ++i) {
    if (auto* fitted = dynamic_cast<Fitted*>(adapters[i]->backbone().get()))
      fit_one(composition, each_clip, *fitted, adapters[i]->callee(), i);
  }
  if (auto* fitted = dynamic_cast<Fitted*>(&composition.loss())) {
    fit_one(composition, each_clip, *fitted, composition.loss_callee(), adapters.size());
  }
}

}  // namespace serhost::train
