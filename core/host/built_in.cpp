// Made once, at the first call.
#include "host/built_in.hpp"

namespace serhost::host {

const Registry& built_in_registry() {
  static const auto registry = Registry::discover(PluginSearchPath{});
  return registry;
}

Values defaults_of(const ComponentInfo& info) {
  Values out;
  for (const auto& spec : info.parameters) out.push_back(spec.fallback);
  return out;
}

}  // namespace serhost::host
