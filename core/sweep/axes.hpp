// The axes of a sweep file: lists of values of one key, and named variants that set several keys
// together.
#pragma once

#include <string>
#include <vector>

#include "config/findings.hpp"
#include "config/toml.hpp"

namespace serhost::sweep {

/// One value of an axis.
struct Choice {
  std::string label;
  config::Node tree;     ///< an experiment's tables with the keys that it sets
  bool variant = false;  ///< laid over the base as a file over its parent; else as one override
};

struct Axis {
  std::string name;
  Place place;
  std::vector<Choice> choices;
};

/// Of the tables [axes] and [variants], either of which may be null; in the order in which they are
/// written. `seed = [1, 2]` stands for `seeds = [[1], [2]]`, and `fold = [1, 2]` for
/// `protocol.folds = [[1], [2]]`.
std::vector<Axis> read_axes(const config::Node* axes, const config::Node* variants,
                            config::Findings& findings);

/// A tree that holds `value` at the dotted key `parts`, to be laid over an experiment.
config::Node nested(const std::vector<std::string>& parts, config::Node value);

/// How a value is called in tables: "focal", "0.001", "[128, 64]".
std::string label_of(const config::Node& value);

/// A list for each dotted key below `table`, whose keys may be quoted as one or written with bare
/// dots; `leaf` says where to stop.
struct Keyed {
  std::string key;
  std::vector<std::string> parts;
  Place place;
  const config::Node* value = nullptr;
};
std::vector<Keyed> keyed(const config::Node& table, bool (*leaf)(const config::Node&),
                         config::Findings& findings);

}  // namespace serhost::sweep
