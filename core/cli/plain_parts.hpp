// Parts of the host that have no keys: metrics and tasks, as `list` and `describe` show them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace serhost::cli {

struct PlainPart {
  std::string name, summary;
  std::vector<std::pair<std::string, std::string>> facts{};  ///< "direction", "higher is better"
};

/// "metric", "task".
const std::vector<std::string>& plain_kinds();

/// In the order of tables; none of a kind that is not among them.
std::vector<PlainPart> plain_parts_of(const std::string& kind);

nlohmann::ordered_json plain_part_json(const std::string& kind, const PlainPart& part);
std::string plain_part_text(const std::string& kind, const PlainPart& part);

}  // namespace serhost::cli
