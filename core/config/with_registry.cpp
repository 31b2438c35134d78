// The entry points that take a registry; all other files know components only by what finds them.
#include "config/components_page.hpp"
#include "config/load.hpp"

namespace serhost::config {

Find finder(const host::Registry& registry) {
  return [&registry](Kind kind, std::string_view name, std::string& why) {
    return registry.find(kind, name, why);
  };
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
