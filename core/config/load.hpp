// From an experiment file to an Experiment: all faults at once, each with file:line:column.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/experiment.hpp"
#include "config/toml.hpp"

namespace serhost::config {

/// Looks a component up by "name" or "plugin/name"; nullptr where there is none, with the reason in
/// `why`.
struct Find : std::function<const host::ComponentInfo*(Kind kind, std::string_view name,
                                                       std::string& why)> {
  using function::function;
  /// All of a kind, in the order of tables, for messages; may be empty.
  std::function<std::vector<const host::ComponentInfo*>(Kind kind)> all;
};

/// Reads `file`, follows `extends`, applies `overrides` ("loss.gamma=3"), expands ${NAME}, checks
/// every key against the host's tables and the schemas of `registry`. Faults are added to `faults`;
/// what is returned is complete where none were, or only paths that do not exist (66): a trained
/// model can be used where its corpus is not.
Experiment load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                const host::Registry& registry, Faults& faults);

/// As above, with the components that `find` knows: checks need no plugin to be loaded.
Experiment load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                const Find& find, Faults& faults);

/// As above, of a tree made from other documents, whose variables are still to be expanded: a sweep
/// makes its cells so.
Experiment load(Node root, const std::filesystem::path& file, const Find& find, Faults& faults);

/// Finds in a registry, which must outlive what is returned.
Find finder(const host::Registry& registry);

/// [any thread] Finds in the standard folders of plugins (host::PluginSearchPath::standard), which
/// are looked through at the first call.
const Find& standard_finder();

/// As above; throws Error with every fault.
Experiment load_or_throw(const std::filesystem::path& file,
                         const std::vector<std::string>& overrides, const host::Registry& registry);

/// The parameters of one component from "key=value" texts alone (for tests and `extract`).
Values values_from(const host::ComponentInfo& info, const std::vector<std::string>& overrides,
                   const host::Registry& registry, Faults& faults);
Values values_from(const host::ComponentInfo& info, const std::vector<std::string>& overrides,
                   const Find& find, Faults& faults);

}  // namespace serhost::config
