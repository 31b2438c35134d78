// What the kit finds in a component, one entry a check that fails: the check's name, then what was
// said. Every check must be able to say where to look.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "testing/finding.hpp"

namespace serhost::conformance {

using Failures = std::map<std::string, std::string>;

inline Failures failures_of(const std::vector<Check>& checks) {
  Failures all;
  for (const auto& check : checks) {
    EXPECT_FALSE(check.hint.empty()) << check.name;
    const auto finding = run(check);
    if (finding.outcome == Outcome::failed)
      all[finding.check] = join(finding.details, "\n") + "\nlook at: " + finding.hint;
  }
  return all;
}

/// One check by its name.
inline Finding finding_of(const std::vector<Check>& checks, const std::string& name) {
  for (const auto& check : checks) {
    if (check.name == name) return run(check);
  }
  return {.check = "no check is called " + name,
          .outcome = Outcome::crashed,
          .details = {},
          .hint = {},
          .seconds = 0.0};
}

}  // namespace serhost::conformance
