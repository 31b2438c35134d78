// One failure a check.
#include "testing/report.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace serhost::testing {

void expect_all(const std::vector<conformance::Check>& checks) {
  for (const auto& check : checks) {
    const auto finding = conformance::run(check);
    if (finding.outcome != conformance::Outcome::failed) continue;
    ADD_FAILURE() << "[" << finding.check << "] " << join(finding.details, "\n  ")
                  << "\n  look at: " << finding.hint;
  }
}

}  // namespace serhost::testing
