// How a child document is laid over its parent, and how overrides are laid over both.
#pragma once

#include "config/findings.hpp"
#include "config/toml.hpp"

namespace serhost::config {

/// Lays `child` over `parent`: tables merge, everything else replaces. A table that names another
/// `plugin` replaces the inherited one, and so do an optimizer, a schedule, a pooling and an
/// adaptation that give another `name`; `batch_size` takes back an inherited `batch_seconds`, and
/// the other way round.
void merge(Node& parent, Node child);

/// As `merge`, for a tree made from overrides: a table whose keys are all numbers addresses the
/// elements of a list
/// (`backbone.0.freeze`), and a list of one table takes keys as if it were that table.
void merge_overrides(Node& parent, Node overrides, Findings& findings);

}  // namespace serhost::config
