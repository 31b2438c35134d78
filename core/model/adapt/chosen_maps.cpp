// The linear maps that a method is put beside, by the ends of their names.
#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "model/adapt/method.hpp"

namespace serhost::model {
namespace {

bool ends_in(const std::string& name, const std::string& target) {
  return name == target || name.ends_with("." + target);
}

/// "q_proj, k_proj, ...": the last parts of the names, each once.
std::string last_parts(const std::vector<NamedMap>& maps) {
  std::vector<std::string> out;
  for (const auto& [name, map] : maps) {
    auto last = name.substr(name.rfind('.') + 1);
    if (std::find(out.begin(), out.end(), last) == out.end()) out.push_back(std::move(last));
  }
  return join(out, ", ");
}

}  // namespace

std::vector<NamedMap> chosen_maps(const ToAdapt& to, const std::vector<std::string>& targets,
                                  bool any_of) {
  if (to.maps.empty())
    throw std::invalid_argument(
        "has no linear layers that can be adapted (those of a plugin are, that is made of "
        "serhost::nn::Linear, and that `freeze` leaves free)");
  for (const auto& target : targets) {
    const bool found = std::any_of(to.maps.begin(), to.maps.end(),
                                   [&](const NamedMap& map) { return ends_in(map.name, target); });
    if (!found && !any_of)
      throw std::invalid_argument("has no linear layer '" + target +
                                  "' to adapt; it has: " + last_parts(to.maps));
  }
  std::vector<NamedMap> out;
  for (const auto& map : to.maps) {
    if (std::any_of(targets.begin(), targets.end(),
                    [&](const std::string& target) { return ends_in(map.name, target); }))
      out.push_back(map);
  }
  if (out.empty())
    throw std::invalid_argument("has no linear layer called one of " + join(targets, ", ") +
                                " to adapt; name its own in `targets`: it has " +
                                last_parts(to.maps));
  return out;
}

}  // namespace serhost::model
