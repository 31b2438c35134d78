// One backbone by itself, which gives features and is never trained.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/experiment.hpp"
#include "host/registry.hpp"
#include "model/chain.hpp"

namespace serhost::features {

/// `table`, frozen, with the layer that is wanted: last | all | N. Throws UsageError where the
/// backbone does not return its layers.
config::BackboneTable frozen_backbone(config::BackboneTable table, const std::string& layer);

/// [run] The chain of it alone, in eval mode; weights that no checkpoint gives are those of a run
/// with seed 1. Throws UsageError where the backbone takes no audio.
std::shared_ptr<model::Chain> make_frozen_chain(const config::BackboneTable& table,
                                                const host::Registry& registry,
                                                const std::string& device,
                                                const std::function<void(const std::string&)>& log);

/// Says so where they are nobody's.
void warn_of_random_weights(const model::Chain& chain,
                            const std::function<void(const std::string&)>& log);

}  // namespace serhost::features
