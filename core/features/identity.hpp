// What features depend on besides the audio, as text whose SHA-256 names them.
#pragma once

#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "model/chain.hpp"
#include "model/precision.hpp"

namespace serhost::features {

/// Hash of each adapter's plugin (host/plugin_hash.hpp), its parameters, the files that they name,
/// and which of its stages or layers; of the weights and buffers; precision, kind of device,
/// instruction set and version of LibTorch. `tables` belong to the chain's adapters.
std::string identity_text(const std::vector<config::BackboneTable>& tables,
                          const model::Chain& chain, model::Precision precision,
                          const std::string& device_kind);

}  // namespace serhost::features
