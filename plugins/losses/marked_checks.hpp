// What the tests of losses of several classes per clip ask alike.
#pragma once

#include <cmath>

#include "checks.hpp"

namespace marked_checks {

/// Three classes; of the second clip nothing is known of one, of the third of none.
inline torch::Tensor marks() {
  const double none = std::nan("");
  return torch::tensor({1.0, 0.0, 1.0, none, 1.0, 0.0, none, none, none}, torch::kDouble)
      .view({3, 3});
}

inline torch::Tensor output() {
  return torch::tensor({0.3, -1.2, 2.0, 0.7, -0.4, 1.1, 5.0, -5.0, 0.1}, torch::kDouble)
      .view({3, 3});
}

inline std::shared_ptr<serhost::Loss> make(const std::string& name,
                                           const std::vector<std::string>& options) {
  auto task = serhost::testing::task_of({"a", "b", "c"});
  task.train_counts = {2, 5, 10};
  task.train_clips = 10;
  return serhost::testing::make_loss_for(task, name, options);
}

inline checks::Function loss(const std::string& name, const std::vector<std::string>& options,
                             const torch::Tensor& multi_hot) {
  return checks::of_output(make(name, options), {.multi_hot = multi_hot});
}

inline torch::Tensor each(const std::string& name, const std::vector<std::string>& options,
                          const torch::Tensor& multi_hot, const torch::Tensor& output) {
  auto step = serhost::testing::step();
  return make(name, options)->forward({.output = output}, {.multi_hot = multi_hot}, step);
}

inline void expect_slopes(const std::string& name, const std::vector<std::string>& options) {
  const auto function = loss(name, options, marks());
  const auto gradient = checks::gradient(function, output());
  EXPECT_TRUE(checks::near(gradient, checks::slopes(function, output()), 1e-8));
  EXPECT_EQ(gradient[1][0].item<double>(), 0.0);
  EXPECT_EQ(gradient[2].abs().max().item<double>(), 0.0);
}

inline void expect_no_company(const std::string& name, const std::vector<std::string>& options) {
  const auto together = each(name, options, marks(), output());
  EXPECT_EQ(together[2].item<double>(), 0.0) << "a clip of which nothing is known";
  const auto order = torch::tensor({2, 0, 1}, torch::kLong);
  EXPECT_TRUE(checks::near(
      each(name, options, marks().index_select(0, order), output().index_select(0, order)),
      together.index_select(0, order), 1e-15));
  for (std::int64_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(checks::near(each(name, options, marks().narrow(0, i, 1), output().narrow(0, i, 1)),
                             together.narrow(0, i, 1), 1e-15));
  }
}

inline void expect_finite(const std::string& name, const std::vector<std::string>& options) {
  const auto all = torch::tensor({1.0, 0.0, 1.0, 0.0}, torch::kFloat).view({2, 2});
  const auto far = torch::tensor({1e4, 1e4, -1e4, -1e4}, torch::kFloat).view({2, 2});
  auto task = serhost::testing::task_of({"a", "b"});
  const auto made = serhost::testing::make_loss_for(task, name, options);
  EXPECT_TRUE(checks::finite(checks::of_output(made, {.multi_hot = all}), far));
}

}  // namespace marked_checks
