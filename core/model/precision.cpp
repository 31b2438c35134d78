// Names of types.
#include "model/precision.hpp"

#include <array>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::model {
namespace {

struct Named {
  const char* name;
  c10::ScalarType type;
};

constexpr std::array<Named, 2> kTypes = {{
    {"fp32", c10::ScalarType::Float},
    {"bf16", c10::ScalarType::BFloat16},
}};

}  // namespace

Precision Precision::of(std::string_view name) {
  Precision out;
  for (const auto& known : kTypes) {
    if (known.name != name) continue;
    out.type_ = known.type;
    return out;
  }
  throw ConfigError("there is no precision \"" + std::string(name) +
                    "\"; known: " + join(names(), ", "));
}

std::vector<std::string> Precision::names() {
  std::vector<std::string> out;
  for (const auto& known : kTypes) out.emplace_back(known.name);
  return out;
}

std::string Precision::name() const {
  for (const auto& known : kTypes) {
    if (known.type == type_) return known.name;
  }
  SERHOST_CHECK(false);
}

}  // namespace serhost::model
