// Asks the backbones that have the ability `Provenance`; one without weights of its own has seen
// nothing.
#include "train/pretraining.hpp"

#include <algorithm>

#include "host/guard.hpp"
#include "model/chain.hpp"

namespace serhost::train {

Pretraining pretraining_of(const model::Chain& chain) {
  Pretraining out;
  for (const auto& adapter : chain.adapters()) {
    const auto* const from = dynamic_cast<const Provenance*>(adapter->backbone().get());
    if (from == nullptr || host::guarded(adapter->callee(), "weight_files()", [&] {
                             return from->weight_files();
                           }).empty())
      continue;
    const auto corpora = host::guarded(adapter->callee(), "pretraining_corpora()",
                                       [&] { return from->pretraining_corpora(); });
    if (corpora.empty()) out.known = false;
    out.corpora.insert(out.corpora.end(), corpora.begin(), corpora.end());
  }
  std::sort(out.corpora.begin(), out.corpora.end());
  out.corpora.erase(std::unique(out.corpora.begin(), out.corpora.end()), out.corpora.end());
  return out;
}

}  // namespace serhost::train
