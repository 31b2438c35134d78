// Stamps where several runs stand beside each other: whose they are.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "run/run.hpp"

namespace serhost::report {

/// A run as a table calls it.
using NamedRun = std::pair<std::string, const run::Run*>;

/// Each stamp once (words.hpp); where not all runs carry it, after the names of those that do: "a,
/// b: …".
std::vector<std::string> stamps_of(const std::vector<NamedRun>& runs);

/// In a table where not all runs have the same stamps, those of this one: "selected on test,
/// speaker-dependent"; else "".
std::string own_stamps(const run::Run& run, const std::vector<const run::Run*>& all);

/// All that must stand beside one number of a run, in one field of a table: its stamps, constant
/// predictions, below chance; "" where it may stand alone.
std::string stamp_of_number(const run::Run& run, const std::string& metric);

}  // namespace serhost::report
