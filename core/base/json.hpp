// JSON that the program writes; keys keep the order in which people read them.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace serhost {

using Json = nlohmann::ordered_json;

/// null where it is not finite, which JSON has no word for.
inline Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

}  // namespace serhost
