// The list of checks of one loss: every kind of target that it takes and the task has.
#include <algorithm>
#include <serhost/objective.hpp>
#include <stdexcept>

#include "testing/loss_checks.hpp"

namespace serhost::conformance {
namespace {

/// A task of classes has no ratings and the other way round.
bool fits(TargetKind kind, const Task& task) {
  if (kind == TargetKind::none) return true;
  return kind == TargetKind::dimensions ? !task.dimensions.empty() : !task.classes.empty();
}

}  // namespace

std::vector<Check> checks_of(const LossCase& one) {
  const auto loss = one.make(one.task);
  if (dynamic_cast<Objective*>(loss.get()) != nullptr) return checks_of_objective(one);
  const auto needs = loss->needs();
  std::vector<TargetKind> kinds;
  for (const auto kind : needs.targets) {
    if (fits(kind, one.task) && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      kinds.push_back(kind);
  }
  if (kinds.empty()) throw std::invalid_argument("needs() names no target that this task has");
  std::vector<Check> all;
  for (const auto kind : kinds) {
    const LossSetting setting{one, needs, kind};
    LossChecks own;
    add_value_checks(own, setting);
    add_target_checks(own, setting);
    add_gradient_checks(own, setting);
    add_state_checks(own, setting);
    for (auto& check : own) {
      if (kinds.size() > 1) check.name += std::string(" (") + name_of(kind) + ")";
      all.push_back(std::move(check));
    }
  }
  return all;
}

}  // namespace serhost::conformance
