// Finds what may be adapted, freezes all, and calls the method.
#include "model/adapted.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/adapt/method.hpp"

namespace serhost::model {
void adapt(torch::nn::Module& backbone, const config::AdaptTable& table) {
  if (!table.chosen()) return;
  const auto* const piece = config::find_piece("adaptation", table.name);
  if (piece == nullptr)
    throw ConfigError("backbone.adapt: there is no \"" + table.name + "\"." +
                      suggestion(table.name, config::names_of_pieces("adaptation")));
  ToAdapt to;
  for (const auto& item : backbone.named_modules()) {
    auto* const map = dynamic_cast<Adaptable*>(item.value().get());
    if (map != nullptr && map->own_weight().requires_grad()) to.maps.push_back({item.key(), map});
  }
  for (const auto& item : backbone.named_parameters()) {
    auto parameter = item.value();
    if (!parameter.requires_grad()) continue;
    parameter.set_requires_grad(false);
    to.parameters.emplace(item.key(), parameter);
  }
  reinterpret_cast<MakeAdaptation>(piece->maker)(table.values)->apply(to);
}

}  // namespace serhost::model
