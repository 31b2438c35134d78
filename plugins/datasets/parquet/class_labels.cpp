// {"info": {"features": {"label": {"names": ["anger", "sadness"], "_type": "ClassLabel"}}}}
#include "class_labels.hpp"

#include <serhost/readers/json.hpp>

namespace tables {

std::map<std::string, std::vector<std::string>> class_labels(const std::string& features) {
  std::map<std::string, std::vector<std::string>> out;
  if (serhost::readers::too_deep(features)) return out;
  const auto json = nlohmann::json::parse(features, nullptr, false);
  const auto* info = serhost::readers::member_of(json, "info");
  const auto* columns = info == nullptr ? nullptr : serhost::readers::member_of(*info, "features");
  if (columns == nullptr || !columns->is_object()) return out;
  for (const auto& [column, said] : columns->items()) {
    const auto* names = serhost::readers::member_of(said, "names");
    if (names == nullptr || !names->is_array()) continue;
    auto& of = out[column];
    for (const auto& name : *names) of.push_back(name.is_string() ? name.get<std::string>() : "");
  }
  return out;
}

}  // namespace tables
