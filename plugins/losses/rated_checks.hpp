// What the tests of losses of ratings ask alike.
#pragma once

#include <limits>

#include "checks.hpp"

namespace rated_checks {

/// Two dimensions; the second clip is not rated in the first, the third in neither.
inline torch::Tensor ratings() {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return torch::tensor({3.0, 4.0, kNone, 1.0, kNone, kNone}, torch::kDouble).view({3, 2});
}

/// Off by 1 and -2; by 3; anything.
inline torch::Tensor output() {
  return torch::tensor({4.0, 2.0, 7.0, 4.0, 5.0, 6.0}, torch::kDouble).view({3, 2});
}

inline std::shared_ptr<serhost::Loss> make(const std::string& name,
                                           const std::vector<std::string>& options) {
  serhost::Task task;
  task.dimensions = {{"valence", 1.0, 5.0}, {"arousal", 1.0, 5.0}};
  return serhost::testing::make_loss_for(task, name, options);
}

inline checks::Function loss(const std::string& name, const std::vector<std::string>& options,
                             const torch::Tensor& rated) {
  return checks::of_output(make(name, options), {.dimensions = rated});
}

/// [B], a value for each clip.
inline torch::Tensor each(const std::string& name, const std::vector<std::string>& options,
                          const torch::Tensor& rated, const torch::Tensor& output) {
  auto step = serhost::testing::step();
  return make(name, options)->forward({.output = output}, {.dimensions = rated}, step);
}

inline void expect_slopes(const checks::Function& function) {
  const auto gradient = checks::gradient(function, output());
  EXPECT_TRUE(checks::near(gradient, checks::slopes(function, output()), 1e-8));
  EXPECT_EQ(gradient[1][0].item<double>(), 0.0);
  EXPECT_EQ(gradient[2].abs().max().item<double>(), 0.0);
}

/// A clip's loss is the same in any order, in a batch of its own, and beside clips without ratings.
inline void expect_no_company(const std::string& name, const std::vector<std::string>& options) {
  const auto together = each(name, options, ratings(), output());
  const auto order = torch::tensor({2, 0, 1}, torch::kLong);
  EXPECT_TRUE(checks::near(
      each(name, options, ratings().index_select(0, order), output().index_select(0, order)),
      together.index_select(0, order), 0.0));
  for (std::int64_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(
        checks::near(each(name, options, ratings().narrow(0, i, 1), output().narrow(0, i, 1)),
                     together.narrow(0, i, 1), 0.0));
  }
}

}  // namespace rated_checks
