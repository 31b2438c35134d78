// The checks of backbones, by what they are about.
#pragma once

#include <vector>

#include "testing/backbone_clips.hpp"

namespace serhost::conformance {

using BackboneChecks = std::vector<Check>;

void add_frame_checks(BackboneChecks& all,
                      const BackboneCase& one);  ///< frames(), shapes, shortest and long clips
void add_batch_invariance_checks(BackboneChecks& all,
                                 const BackboneCase& one);  ///< padding, batch invariance, order
void add_ability_checks(BackboneChecks& all,
                        const BackboneCase& one);  ///< stages, layers, fitted figures, provenance
void add_state_checks(
    BackboneChecks& all,
    const BackboneCase& one);  ///< gradients, repetition, checkpoints, switches, GPU

}  // namespace serhost::conformance
