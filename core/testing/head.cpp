// Heads by name, and their checks.
#include <serhost/testing/head.hpp>

#include "testing/component_infos.hpp"
#include "testing/report.hpp"

namespace serhost::testing {

std::shared_ptr<Head> make_head(const std::string& name, const HeadSpec& spec,
                                const std::vector<std::string>& parameters) {
  return conformance::make_head(registry(), registry().get(Kind::head, name), parameters, spec);
}

void expect_head_conforms(const std::string& name, const std::vector<std::string>& parameters) {
  expect_all(conformance::checks_of(
      conformance::Subject{registry(), registry().get(Kind::head, name), parameters, {}, {}}));
}

}  // namespace serhost::testing
