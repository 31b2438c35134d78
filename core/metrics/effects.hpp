// How much of the spread of results is due to what was compared, and how much to the seed.
#pragma once

#include <optional>
#include <vector>

namespace serhost::metrics {

/// Two-way analysis of variance without replication of values [choices][seeds]; the same seed
/// gives every choice the same initial weights and batches, hence seeds are a factor and not noise.
struct Effects {
  double choice = 0.0, seed = 0.0, rest = 0.0;  ///< shares of the sum of squares; add up to 1
  double choice_sd = 0.0, seed_sd = 0.0,
         rest_sd =
             0.0;  ///< square roots of the variance components, at least 0; unit of the values
  double choice_p = 1.0, seed_p = 1.0;  ///< F tests against the rest
};

/// Absent where there are fewer than two choices or two seeds, where rows differ in length, or
/// where the values are equal: what differs by less than 1e-12 of their size is rounding.
std::optional<Effects> effects(const std::vector<std::vector<double>>& values);

}  // namespace serhost::metrics
