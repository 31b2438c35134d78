// What a plugin file holds, as plain values: what the probe reports, the cache keeps and the
// registry offers.
#pragma once

#include <serhost/registration.hpp>
#include <string>
#include <vector>

namespace serhost::host {

struct ProbeResult {
  Kind kind = Kind::loss;
  std::string name, summary;
  std::string title{};        ///< in tables; the name where the component has none of its own
  int order = Shown{}.order;  ///< place in tables, small first
  std::vector<ParamSpec> parameters;
  std::vector<std::string> abilities;
};

/// Calls into the plugin: its schemas and abilities. Whatever it throws arrives as PluginError.
std::vector<ProbeResult> list_components(const Component* first);

/// Every rule that the components of one plugin break, each a sentence: names, doubles, parameters
/// that are the host's own keys.
std::vector<std::string> broken_rules(const std::vector<ProbeResult>& components);

}  // namespace serhost::host
