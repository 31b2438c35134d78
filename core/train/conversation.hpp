// Batches of a task of dialogues: the history of each target as a sequence of one vector an
// utterance, which is the mean of the frames that the frozen part of the model gives for it.
#pragma once

#include <functional>
#include <serhost/backbone.hpp>
#include <vector>

#include "data/loading/batches.hpp"
#include "data/manifest/histories.hpp"
#include "model/chain.hpp"
#include "train/composition.hpp"

namespace serhost::train {

/// Vectors of utterances as Manifest::clip counts them, [n, 1, W] on the CPU.
using UtteranceVectors = std::function<Sequence(const std::vector<std::size_t>& clips)>;

/// [1, F, W] to [1, 1, W], in double and back: the mean of all frames of a clip.
Sequence mean_of_frames(const Sequence& clip);

/// [B, U, W] with `segment_ids` as HeardUtterance::mark, on the CPU. Where nothing was said before
/// a target, one utterance of zeros by another speaker stands for it.
Sequence batch_of_histories(const data::Batch& targets, const data::Histories& histories,
                            std::int64_t width, const UtteranceVectors& vectors);

/// W: the width of what the first part of a chain gives, which is frozen or reads features.
std::int64_t utterance_width(const model::Chain& chain);

/// Reads each utterance once. Arguments must outlive it.
UtteranceVectors mean_reader(std::function<Sequence(const data::Batch&)> read);

/// Throws Error(config) where the model cannot hear dialogues: where its first part is neither
/// frozen as a whole nor reads features, and where a component behind that is fitted.
void require_utterance_encoder(Composition& composition);

}  // namespace serhost::train
