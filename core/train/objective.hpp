// What training does otherwise where the loss is the objective of a pre-training.
#pragma once

#include <functional>
#include <serhost/objective.hpp>
#include <string>
#include <vector>

#include "host/guard.hpp"
#include "train/backward.hpp"

namespace serhost::train {

/// Gives the objective its student, the one backbone of `model`, and a maker of teachers. `place`
/// of the loss, for messages. Throws Error(config) where the encoder cannot be pre-trained.
void bind_objective(Objective& objective, model::Model& model, const host::Callee& callee,
                    const std::string& place, const std::function<model::Model()>& again);

/// [run] A view with the value of each clip as its one output [B, 1]. Without `streams`, numbers
/// from 0.
View objective_view(Objective& objective, model::Model& model, const host::Callee& callee,
                    const Sequence& audio, std::vector<std::uint64_t> streams, Step& step);

/// [run] The frames of each clip [B] as the encoder of an objective makes them; its view has what
/// frames() says.
at::Tensor frames_made(model::Model& model, const Sequence& audio, Step& step);

/// Clips of an objective count by what it predicts of them; of another loss as they did.
void weigh(Composition& composition, MicroBatch& batch, const std::vector<std::uint64_t>& streams);

/// The update at `done` is made.
void tell_updated(const TrainContext& context, const Position& done);

/// Writes the pre-trained encoder as a checkpoint of its family: model.safetensors, with what the
/// objective publishes beside it, and config.json where it has one.
void write_encoder(Composition& composition, const std::filesystem::path& folder);

}  // namespace serhost::train
