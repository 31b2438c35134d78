// Optimizers by name, one update, and their checks.
#include <ATen/core/grad_mode.h>

#include <serhost/testing/optimizer.hpp>
#include <stdexcept>

#include "testing/component_infos.hpp"
#include "testing/report.hpp"

namespace serhost::testing {

std::shared_ptr<Optimizer> make_optimizer(const std::string& name,
                                          const std::vector<ParamGroup>& groups,
                                          const std::vector<std::string>& parameters) {
  return conformance::make_optimizer(registry(), registry().get(Kind::optimizer, name), parameters,
                                     groups);
}

void update(Optimizer& optimizer, std::vector<at::Tensor> weights,
            const std::vector<at::Tensor>& gradients, double lr) {
  if (weights.size() != gradients.size())
    throw std::invalid_argument("as many gradients as weights are needed");
  const at::NoGradGuard no_graph;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].mutable_grad() = gradients[i];
  optimizer.step({.lr = {lr}, .momentum = {}});
}

void expect_optimizer_conforms(const std::string& name,
                               const std::vector<std::string>& parameters) {
  expect_all(conformance::checks_of(
      conformance::Subject{registry(), registry().get(Kind::optimizer, name), parameters, {}, {}}));
}

}  // namespace serhost::testing
