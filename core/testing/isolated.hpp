// The kit in a child process: a component that crashes or hangs in one check costs that check
// alone.
#pragma once

#include <functional>
#include <vector>

#include "host/guard.hpp"
#include "testing/finding.hpp"

namespace serhost::conformance {

/// Runs the checks that `list` makes, in a child. One that ends the child is reported as crashed,
/// and the checks behind it run in a new child. Where `list` itself throws or crashes there is one
/// finding, "made". `seconds`: what a child may take in all. Call it before threads are started
/// (host::run_forked).
std::vector<Finding> run_in_child(const std::function<std::vector<Check>()>& list, double seconds);

/// The same in this process, for debuggers. A crash ends it with the line of host/guard.hpp, which
/// names `callee` and the check.
std::vector<Finding> run_here(const std::function<std::vector<Check>()>& list,
                              const host::Callee& callee);

}  // namespace serhost::conformance
