// The entry points that take a registry; all other files know components only by what finds them.
#include <algorithm>

#include "config/components_page.hpp"
#include "config/load.hpp"

namespace serhost::config {

Find finder(const host::Registry& registry) {
  Find find = [&registry](Kind kind, std::string_view name, std::string& why) {
    return registry.find(kind, name, why);
  };
  find.all = [&registry](Kind kind) {
    std::vector<const host::ComponentInfo*> out;
    for (const auto& info : registry.components()) {
      if (info.kind == kind) out.push_back(&info);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto* a, const auto* b) { return a->order < b->order; });
    return out;
  };
  return find;
}

const Find& standard_finder() {
  static const auto registry = host::Registry::discover(host::PluginSearchPath::standard());
  static const auto find = finder(registry);
  return find;
}

Experiment load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                const host::Registry& registry, Faults& faults) {
  return load(file, overrides, finder(registry), faults);
}

Experiment load_or_throw(const std::filesystem::path& file,
                         const std::vector<std::string>& overrides,
                         const host::Registry& registry) {
  Faults faults;
  auto experiment = load(file, overrides, registry, faults);
  faults.throw_if_any();
  return experiment;
}

Values values_from(const host::ComponentInfo& info, const std::vector<std::string>& overrides,
                   const host::Registry& registry, Faults& faults) {
  return values_from(info, overrides, finder(registry), faults);
}

std::string components_markdown(const host::Registry& registry) {
  return components_markdown(registry.components());
}

}  // namespace serhost::config
