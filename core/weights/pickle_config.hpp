// What a pickle says of a model (fairseq's cfg and args, WavLM's cfg, OpenAI's dims) as a config.
#pragma once

#include <serhost/weights/config.hpp>
#include <string>

#include "weights/pickle.hpp"

namespace serhost::weights {

/// Dicts, and objects with attributes: argparse.Namespace, omegaconf's containers, dataclasses.
/// Empty for anything else. Throws std::runtime_error where it is nested deeper than a config may
/// be, refers to itself, or would be larger than any.
Config config_of(const Pickle& pickle, NodeId id, const std::string& file);

}  // namespace serhost::weights
