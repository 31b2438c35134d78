// For the tests of optimizer plugins. Components are loaded as the program loads them, from
// SERHOST_PLUGIN_PATH.
//
//   TEST(Lion, KeepsWhatEveryOptimizerPromises) {
//     serhost::testing::expect_optimizer_conforms("lion");
//   }
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <serhost/optimizer.hpp>
#include <string>
#include <vector>

namespace serhost::testing {

/// `parameters` as in an experiment file, one "key=value" each. Throws serhost::Error with the
/// reason.
std::shared_ptr<Optimizer> make_optimizer(const std::string& name,
                                          const std::vector<ParamGroup>& groups,
                                          const std::vector<std::string>& parameters = {});

/// One update with these gradients, in the order of the weights, at the rate `lr`, as the host does
/// it.
void update(Optimizer& optimizer, std::vector<at::Tensor> weights,
            const std::vector<at::Tensor>& gradients, double lr);

/// Expects what every optimizer promises (docs/write-an-optimizer.md lists it): the loss of a
/// quadratic problem falls; the rates of the update and the decay of each group count; weights
/// without a gradient are not touched; after state() and restore() the bits are the same.
void expect_optimizer_conforms(const std::string& name,
                               const std::vector<std::string>& parameters = {});

}  // namespace serhost::testing
