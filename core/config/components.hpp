// Finds the component that a table names and checks the table's other keys against that component's
// schema.
#pragma once

#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "config/load.hpp"
#include "config/table_reader.hpp"

namespace serhost::config {

/// What every check of a component needs to know.
struct Components {
  const Find& find;
  const std::vector<std::string>&
      classes;  ///< of the task; empty where they are only known from the data
};

/// Takes `plugin` and finds it; without an offer the table's other keys cannot be judged and
/// nothing more should be told of them.
ComponentRef choose(Kind kind, TableReader& table, const Components& components);

/// Takes one declared key from the table, its default where it was left out or is faulty.
Value read_value(TableReader& table, const ParamSpec& spec, const Components& components);

/// Takes every parameter of `chosen.info` from the table, defaults where left out.
Values parameters(const host::ComponentInfo& info, TableReader& table,
                  const Components& components);

/// "[loss] (focal)": how a component's table is called in messages.
std::string title_of(const Node& table, const std::string& name);

}  // namespace serhost::config
