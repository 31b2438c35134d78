// For the tests of head plugins. Components are loaded as the program loads them, from
// SERHOST_PLUGIN_PATH.
//
//   TEST(Capsules, KeepsWhatEveryHeadPromises) {
//     serhost::testing::expect_head_conforms("capsules");
//   }
#pragma once

#include <memory>
#include <serhost/head.hpp>
#include <serhost/testing.hpp>
#include <string>
#include <vector>

namespace serhost::testing {

/// `parameters` as in an experiment file, one "key=value" each. Weights are drawn with the same
/// numbers each time. Throws serhost::Error with the reason.
std::shared_ptr<Head> make_head(const std::string& name, const HeadSpec& spec,
                                const std::vector<std::string>& parameters = {});

/// Expects what every head promises (docs/write-a-head.md lists it): the shapes that a loss asked
/// for; a clip's own result whatever is beside or behind it, be it NaN; a gradient for every
/// weight; the same numbers twice, also after save and load.
void expect_head_conforms(const std::string& name, const std::vector<std::string>& parameters = {});

}  // namespace serhost::testing
