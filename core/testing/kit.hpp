// The checks that hold for every component, as lists: one a kind. A component is given as a way to
// make it, because several checks need a second instance that has seen nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <vector>

#include "testing/finding.hpp"

namespace serhost::conformance {

struct LossCase {
  /// Made for a task, with the same initial weights each time.
  std::function<std::shared_ptr<Loss>(const Task&)> make;
  Task task;
  bool fresh = true;  ///< false: `make` gives the same instance each time, and checks that need
                      ///< another are skipped
};

struct BackboneCase {
  std::function<std::shared_ptr<Backbone>()> make;
  bool fresh = true;
};

/// Once for each kind of target that the loss takes and the task has; where there are several,
/// names end with it: "order (soft)". Makes the loss; throws what its constructor throws, and
/// std::invalid_argument where it takes no target that the task has.
std::vector<Check> checks_of(const LossCase& one);

std::vector<Check> checks_of(const BackboneCase& one);

/// Three classes with ten training clips each, embeddings of 8.
Task class_task();
/// Two rated dimensions from 1 to 5, embeddings of 8.
Task rating_task();

/// The first of 10 updates in the first of 10 epochs, with a generator seeded by `seed`.
Step step_of(bool training, std::uint64_t seed = 1);

}  // namespace serhost::conformance
