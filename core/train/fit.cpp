// Fitting of components.
#include "train/fit.hpp"

#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "model/randomness.hpp"

namespace serhost::train {
namespace {

void fit_one(Composition& composition, const EachClip& each_clip, Fitted& fitted,
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
  const auto& links = composition.model().chain().links();
  return dynamic_cast<Fitted*>(&composition.loss()) != nullptr ||
         std::any_of(links.begin(), links.end(), [](const auto& link) {
           return dynamic_cast<Fitted*>(link->backbone().get()) != nullptr;
         });
}

void fit(Composition& composition, const EachClip& each_clip) {
  const at::NoGradGuard no_graph;
  composition.train(false);
  const auto& links = composition.model().chain().links();
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (auto* fitted = dynamic_cast<Fitted*>(links[i]->backbone().get()))
      fit_one(composition, each_clip, *fitted, links[i]->callee(), i);
  }
  if (auto* fitted = dynamic_cast<Fitted*>(&composition.loss())) {
    fit_one(composition, each_clip, *fitted, composition.loss_callee(), links.size());
  }
}

}  // namespace serhost::train
