// Walks a plugin's list of components and checks what it declares. The list is foreign: a loop or a
// null name must not hang or crash the host.
#include "host/probe_result.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "host/guard.hpp"
#include "host/host_keys.hpp"

namespace serhost::host {
namespace {

constexpr std::size_t kMostComponents = 1000;

bool is_snake_case(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// "SERHOST_BACKBONE, SERHOST_LOSS, ... or SERHOST_AUGMENT"
std::string macros() {
  std::vector<std::string> all;
  for (const auto& kind : kKinds) all.emplace_back(kind.registry);
  const auto last = all.back();
  all.pop_back();
  return join(all, ", ") + " or " + last;
}

bool holds_parts(const ParamSpec& parameter) {
  return parameter.type == ParamType::part || parameter.type == ParamType::parts;
}

void check_parameters(const ProbeResult& component, const std::string& who,
                      std::vector<std::string>& broken) {
  std::set<std::string> seen;
  const auto reserved = host_keys(component.kind);
  for (const auto& parameter : component.parameters) {
    const auto which = "parameter '" + parameter.name + "' of " + who;
    if (!is_snake_case(parameter.name)) broken.push_back(which + " is not named [a-z][a-z0-9_]*");
    if (!seen.insert(parameter.name).second) broken.push_back(which + " is declared twice");
    if (std::find(reserved.begin(), reserved.end(), parameter.name) != reserved.end()) {
      broken.push_back(which + " is a key of the host; choose another name");
    }
    if (!holds_parts(parameter)) continue;
    if (component.kind != Kind::backbone && component.kind != Kind::loss) {
      broken.push_back(which + " is a nested component, which a " + name_of(component.kind) +
                       " cannot hold");
    }
    if (component.kind == Kind::backbone && parameter.part_kind == Kind::loss) {
      broken.push_back(which + " is a nested loss, which a backbone cannot hold");
    }
  }
}

}  // namespace

std::vector<ProbeResult> list_components(const Component* first) {
  std::vector<ProbeResult> found;
  std::size_t steps = 0;
  for (const auto* node = first; node != nullptr; node = node->next) {
    if (++steps > kMostComponents) throw PluginError("its list of components has no end");
    const auto kind = static_cast<std::size_t>(node->kind);
    if (kind >= kKinds.size() || node->maker.index() != kind || node->name == nullptr ||
        node->summary == nullptr || node->shown.title == nullptr || node->parameters == nullptr ||
        node->abilities == nullptr) {
      throw PluginError("its list of components is damaged; register with " + macros());
    }
    const Callee callee{std::string(name_of(node->kind)) + " '" + node->name + "'", "this file"};
    found.push_back(
        {.kind = node->kind,
         .name = node->name,
         .summary = node->summary,
         .title = *node->shown.title == '\0' ? node->name : node->shown.title,
         .order = node->shown.order,
         .parameters = guarded(callee, "declare", [&] { return node->parameters(); }),
         .abilities = guarded(callee, "its list of abilities", [&] { return node->abilities(); })});
  }
  return found;
}

std::vector<std::string> broken_rules(const std::vector<ProbeResult>& components) {
  std::vector<std::string> broken;
  if (components.empty()) broken.push_back("it holds no component; register one with " + macros());
  std::set<std::pair<Kind, std::string>> seen;
  for (const auto& component : components) {
    const auto who = std::string(name_of(component.kind)) + " '" + component.name + "'";
    if (!is_snake_case(component.name)) broken.push_back(who + " is not named [a-z][a-z0-9_]*");
    if (!seen.emplace(component.kind, component.name).second)
      broken.push_back(who + " is registered twice");
    check_parameters(component, who, broken);
  }
  return broken;
}

}  // namespace serhost::host
