// The kit's findings as failures of GoogleTest.
#include <serhost/testing.hpp>

#include "testing/component_infos.hpp"
#include "testing/kit.hpp"
#include "testing/report.hpp"

namespace serhost::testing {
namespace {

/// For an instance that belongs to the test.
template <class Component>
std::shared_ptr<Component> borrowed(Component& component) {
  return {std::shared_ptr<void>(), &component};
}

}  // namespace

void expect_conforms(Loss& loss, const Task& task) {
  const auto own = borrowed(loss);
  expect_all(conformance::checks_of(
      conformance::LossCase{[=](const Task&) { return own; }, task, /*fresh=*/false}));
}

void expect_conforms(Backbone& backbone) {
  const auto own = borrowed(backbone);
  expect_all(
      conformance::checks_of(conformance::BackboneCase{[=] { return own; }, /*fresh=*/false}));
}

void expect_loss_conforms(const std::string& name, const std::vector<std::string>& parameters) {
  expect_all(conformance::checks_of(
      conformance::Subject{registry(), registry().get(Kind::loss, name), parameters, {}, {}}));
}

void expect_backbone_conforms(const std::string& name, const std::vector<std::string>& parameters) {
  expect_all(conformance::checks_of(
      conformance::Subject{registry(), registry().get(Kind::backbone, name), parameters, {}, {}}));
}

}  // namespace serhost::testing
