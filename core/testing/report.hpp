// Findings to GoogleTest.
#pragma once

#include <vector>

#include "testing/finding.hpp"

namespace serhost::testing {

/// Runs every check; one that fails is a failure of the test, with what was seen, what was expected
/// and where to look.
void expect_all(const std::vector<conformance::Check>& checks);

}  // namespace serhost::testing
