// Mixup and CutMix: a training clip with a part of another of its batch, and of its target.
//
// What a loss costs is then share * loss(own target) + (1 - share) * loss(partner's target): for
// cross-entropy and Kullback-Leibler the value for the soft target between both, for squared errors
// its gradient (Zhang et al., "mixup", ICLR 2018; Yun et al., "CutMix", ICCV 2019).
#pragma once

#include <cstdint>
#include <vector>

#include "config/experiment.hpp"
#include "data/loading/loader.hpp"

namespace serhost::data {

/// [any thread] Mixes the clips of a batch in place, as `train.mix` says; nothing where that is
/// "none". Partners and shares are drawn by seed, epoch and the keys of the batch's clips: neither
/// the number of workers nor a resumed run changes them.
void mix(LoadedBatch& batch, const Manifest& manifest, const config::TrainTable& train,
         std::uint64_t seed, std::int64_t epoch);

}  // namespace serhost::data
