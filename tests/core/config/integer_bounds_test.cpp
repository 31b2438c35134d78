// Every whole number that an experiment can hold has an upper bound: what is larger is told with
// file and line, before anything is built of it.
#include <gmock/gmock.h>

#include "config/pieces.hpp"
#include "config/tables.hpp"
#include "host/registry.hpp"

namespace serhost::config {
namespace {

bool holds_integers(ParamType type) {
  return type == ParamType::integer || type == ParamType::integers ||
         type == ParamType::integer_or_text;
}

/// How many of them are whole numbers.
std::size_t expect_bounds(const std::string& of, const std::vector<ParamSpec>& parameters) {
  std::size_t found = 0;
  for (const auto& spec : parameters) {
    if (!holds_integers(spec.type)) continue;
    ++found;
    EXPECT_TRUE(spec.maximum || spec.below) << spec.name << " of " << of << " has no upper bound";
    EXPECT_TRUE(spec.minimum || spec.above) << spec.name << " of " << of << " has no lower bound";
  }
  return found;
}

TEST(IntegerBounds, OfEveryComponentAreDeclared) {
  std::size_t found = 0;
  const auto registry = host::Registry::discover(host::PluginSearchPath::standard());
  for (const auto& info : registry.components())
    found += expect_bounds(std::string(name_of(info.kind)) + " " + info.name, info.parameters);
  EXPECT_GT(found, 50u);
}

TEST(IntegerBounds, OfEveryTableOfTheHostAreDeclared) {
  std::size_t found = 0;
  for (const auto& kind : piece_kinds()) {
    for (const auto* piece : pieces_of(kind)) {
      if (piece->parameters != nullptr)
        found += expect_bounds(kind + " " + piece->name, piece->parameters());
    }
  }
  EXPECT_GT(found, 10u);
}

}  // namespace
}  // namespace serhost::config
