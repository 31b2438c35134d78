// Parameter values and their declarations: all that crosses the boundary of what a TOML file said.
//
//   serhost::ParamSpec spec{.name = "gamma", .type = serhost::ParamType::real, .fallback = 2.0};
//   const serhost::Values values = {serhost::Value(1.5)};  // in the order of the specs
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <serhost/kind.hpp>
#include <string>
#include <variant>
#include <vector>

namespace serhost {

class Loss;
class Backbone;

/// The checked parameters of a nested component; the host's business only.
struct NestedParameters;

/// A nested table with its own `plugin` and `weight`. The host checks it against that plugin's
/// schema and makes the component before it makes the one that holds it.
struct PartValue {
  /// Name of the component.
  std::string plugin;
  /// What a sum of parts weighs it with.
  double weight = 1.0;
  std::shared_ptr<Loss> loss;          ///< set where the declared part is a loss
  std::shared_ptr<Backbone> backbone;  ///< set where it is a backbone
  /// The host's.
  std::shared_ptr<const NestedParameters> nested;
};

/// One checked value. `monostate` is an optional parameter that was left out.
using Value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::filesystem::path,
                 std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>,
                 std::map<std::string, double>, std::vector<PartValue>>;

/// Values in the order in which the schema declares them.
using Values = std::vector<Value>;

/// Types of parameters.
enum class ParamType {
  boolean,
  integer,
  real,
  text,
  path,
  integers,
  reals,
  texts,
  weights,          ///< table of names to reals
  integer_or_text,  ///< either
  part,
  parts  ///< one nested component, or a list of them
};

/// One declared parameter. The default is the member initializer of the component's `Options`.
struct ParamSpec {
  /// The TOML key.
  std::string name;
  /// Its type.
  ParamType type = ParamType::real;
  bool optional = false;  ///< may be left out without a default
  Value fallback;         ///< the default; monostate where optional
  /// One line, for describe and docs.
  std::string help;
  std::optional<double> minimum;     ///< inclusive; for lists and tables: of each element
  std::optional<double> maximum;     ///< inclusive
  std::optional<double> above;       ///< exclusive: more than this
  std::optional<double> below;       ///< exclusive: less than this
  std::optional<std::size_t> count;  ///< of lists: so many elements
  std::vector<std::string> choices;  ///< empty: any
  bool keys_are_classes = false;     ///< of `weights`: keys must be names of the task's classes
  Kind part_kind = Kind::loss;       ///< of `part` and `parts`
  std::string former;                ///< what it was called before it was renamed; still accepted
};

}  // namespace serhost
