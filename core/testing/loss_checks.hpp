// The checks of losses, by what they are about. Each adds to a list; names must differ within it.
#pragma once

#include <vector>

#include "testing/loss_batch.hpp"

namespace serhost::conformance {

using LossChecks = std::vector<Check>;

void add_value_checks(
    LossChecks& all,
    const LossSetting& setting);  ///< shape, order, batch invariance, weights, scores
void add_target_checks(
    LossChecks& all,
    const LossSetting& setting);  ///< extremes, absent classes, soft and missing targets
void add_gradient_checks(LossChecks& all,
                         const LossSetting& setting);  ///< against finite differences, in fp64
void add_state_checks(
    LossChecks& all,
    const LossSetting& setting);  ///< repetition, random numbers, checkpoints, switches, GPU

/// The whole list of a loss that is an objective (serhost/objective.hpp).
std::vector<Check> checks_of_objective(const LossCase& one);

}  // namespace serhost::conformance
