// Names of cells: the values and a hash of the experiment as written, so that a name does not
// change when the sweep grows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/toml.hpp"
#include "sweep/sweep.hpp"

namespace serhost::sweep {

/// One text for equal trees, whatever the order and the form of writing. Variables are not
/// expanded, so that another machine's folders make no other cell; keys that decide no result
/// (name, train.device, train.checkpoints) do not take part. Keys that were renamed have their
/// first name (config/renamed.hpp): finished cells keep their ids.
std::string canonical(const config::Node& tree, const config::Find& find);

/// "lstm-focal-1f3a9c2b", of a trial "lstm-focal-t03-1f3a9c2b".
std::string cell_id(const std::vector<Override>& overrides, std::int64_t trial,
                    const config::Node& tree, const config::Find& find);

}  // namespace serhost::sweep
