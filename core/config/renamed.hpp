// Keys that have another name today. The first name is accepted for good, in files, overrides,
// sweep files and records: it becomes today's before layers are laid over each other, with a line
// in the log.
//
// What is hashed (the experiment hash, the ids of a sweep's cells) keeps the first name, whichever
// was written: runs, ledgers and bundles of earlier versions stay those of the same experiment.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/findings.hpp"
#include "config/load.hpp"
#include "config/toml.hpp"

namespace serhost::config {

/// A key of the host's that was renamed. A plugin's own are in its schema (`formerly`).
struct RenamedKey {
  std::string_view table, first, today;
};
std::span<const RenamedKey> renamed_keys();

/// "train.limit" as "train.max_clips"; any other dotted key as it is. `backbone.0.take` too.
std::string key_of_today(const std::string& dotted);
/// The inverse.
std::string first_key(const std::string& dotted);
/// As above, of a key that holds `value` in an experiment, `tree`, whose plugins have renamed
/// parameters of their own.
std::string first_key(const std::vector<std::string>& parts, const Node& value, const Node& tree,
                      const Find& find);

/// Gives the keys of an experiment's tree, or of a part of one, today's names. `beneath` is the
/// tree that it will be laid over: a plugin named there decides what its parameters were called.
/// Null: none. Both names of one key in `layer` are a fault. What was renamed goes to the notes of
/// `findings`.
void use_todays_names(Node& layer, const Node* beneath, const Find& find, Findings& findings);

/// The same for the parameters of one component alone, as in `serhost extract -s`.
void use_todays_names(Node& table, const host::ComponentInfo& info, Findings& findings);

/// A tree as it would have been written before anything was renamed; the inverse.
Node in_first_names(const Node& tree, const Node* beneath, const Find& find);

}  // namespace serhost::config
