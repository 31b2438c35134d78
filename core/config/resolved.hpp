// An experiment written out again: every key with the value used, in a fixed order. What it says is
// what ran.
#pragma once

#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "config/load.hpp"

namespace serhost::config {

/// TOML that loads to an equal experiment. A parameter that was left out and has no default does
/// not appear.
std::string resolved_text(const Experiment& experiment);

/// The part of the resolved text that decides the result: without name, device and which
/// checkpoints are kept, and with the first names of renamed keys (renamed.hpp). Its SHA-256 is the
/// experiment hash.
std::string deciding_text(const Experiment& experiment);

/// Every parameter of a component with the value used, a line each, in the order of its schema.
std::string parameters_text(const ComponentRef& chosen);

/// The dotted keys that decide the result and differ between two resolved texts, sorted:
/// "loss.gamma", "backbone.1.layers". Throws ConfigError for text that is not TOML.
std::vector<std::string> changed_keys(const std::string& resolved_a, const std::string& resolved_b,
                                      const Find& find = {});

}  // namespace serhost::config
