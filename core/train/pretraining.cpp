// Asks the backbones, and the loss, that have the ability `Provenance`; one without weights of its
// own has seen nothing.
#include "train/pretraining.hpp"

#include <algorithm>

#include "host/guard.hpp"
#include "train/composition.hpp"

namespace serhost::train {
namespace {

void add(const Provenance* from, const host::Callee& callee, Pretraining& out) {
  if (from == nullptr ||
      host::guarded(callee, "weight_files()", [&] { return from->weight_files(); }).empty())
    return;
  const auto corpora =
      host::guarded(callee, "pretraining_corpora()", [&] { return from->pretraining_corpora(); });
  if (corpora.empty()) out.known = false;
  out.corpora.insert(out.corpora.end(), corpora.begin(), corpora.end());
}

}  // namespace

Pretraining pretraining_of(Composition& composition) {
  Pretraining out;
  for (const auto& adapter : composition.model().chain().adapters())
    add(dynamic_cast<const Provenance*>(adapter->backbone().get()), adapter->callee(), out);
  add(dynamic_cast<const Provenance*>(&composition.loss()), composition.loss_callee(), out);
  std::sort(out.corpora.begin(), out.corpora.end());
  out.corpora.erase(std::unique(out.corpora.begin(), out.corpora.end()), out.corpora.end());
  return out;
}

}  // namespace serhost::train
