// `metadata` (sizes) is not needed; anything else that stands in `weight_map` is refused.
#include "weights/shard_index.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "weights/json.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

}  // namespace

std::map<std::string, std::string> parse_shard_index(std::string_view json,
                                                     const std::string& file) {
  const auto index = parse_json(json, file);
  const auto fail = [&](const std::string& what) {
    throw Error(Exit::damaged, file + ": " + what);
  };
  if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object() ||
      index["weight_map"].empty()) {
    fail("holds no weight_map, the table that says in which file each tensor is");
  }
  std::map<std::string, std::string> out;
  for (const auto& [name, shard] : index["weight_map"].items()) {
    if (!shard.is_string() || !is_plain_name(shard.get_ref<const std::string&>())) {
      fail("weight_map: " + shown(name) + " is in " + shown_json(shard) +
           ", but must be in a file beside the index");
    }
    out.emplace(name, shard.get<std::string>());
  }
  return out;
}

}  // namespace serhost::weights
