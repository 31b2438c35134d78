// Calls of an objective, with what it gave looked at.
#include "train/objective.hpp"

#include <ATen/ops/tensor.h>

#include <serhost/weights/module_state.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "model/given.hpp"

namespace serhost::train {
namespace {

/// Both of its interfaces; the second is null where it lacks the ability.
Objective::Encoder encoder_of(model::Model& model) {
  const auto& backbone = model.chain().adapters().front()->backbone();
  return {backbone, dynamic_cast<MaskedEncoder*>(backbone.get())};
}

std::string reason_against(model::Model& model) {
  const auto& adapters = model.chain().adapters();
  if (adapters.size() > 1) return "trains one backbone, and there are several";
  const auto& first = *adapters.front();
  if (encoder_of(model).masked == nullptr)
    return "hides frames from the encoder, and " + first.callee().component +
           " has not the ability masked_encoder (serhost describe); choose emotion2vec, or "
           "another that has";
  // What is adapted has weights beside its own, which no checkpoint of its family knows.
  if (first.adapted())
    return "trains the whole encoder, and backbone.adapt freezes it; take adapt out";
  if (first.frozen_part() != model::FrozenPart::nothing)
    return "trains the whole encoder; write backbone.freeze = \"none\"";
  return "";
}

[[noreturn]] void refuse(const host::Callee& callee, const std::string& what) {
  throw PluginError(callee.component + " of plugin " + callee.plugin + " gave " + what);
}

}  // namespace

void bind_objective(Objective& objective, model::Model& model, const host::Callee& callee,
                    const std::string& place, const std::function<model::Model()>& again) {
  if (const auto reason = reason_against(model); !reason.empty())
    throw Error(Exit::config,
                (place.empty() ? "" : place + ": ") + callee.component + " " + reason);
  try {
    host::guarded(callee, host::kConstructor, [&] {
      objective.bind(encoder_of(model), [&] {
        auto other = again();
        return encoder_of(other);
      });
    });
  } catch (const Error& error) {
    if (place.empty() || error.exit() != Exit::config) throw;
    throw Error(error.exit(), place + ": " + error.what());
  }
}

View objective_view(Objective& objective, model::Model& model, const host::Callee& callee,
                    const Sequence& audio, std::vector<std::uint64_t> streams, Step& step) {
  const auto clips = audio.lengths.size(0);
  for (auto i = streams.size(); i < static_cast<std::size_t>(clips); ++i) streams.push_back(i);
  const auto values = host::guarded(
      callee, "step", [&] { return objective.step({audio, std::move(streams)}, step); });
  if (!values.defined() || values.dim() != 1 || values.size(0) != clips)
    refuse(callee, model::shape_text(values) + "; expected [" + std::to_string(clips) +
                       "], one value per clip; the host takes the mean");
  if (const auto fault = model::unfit(values, audio.values); !fault.empty())
    refuse(callee, "values " + fault);
  std::vector<std::int64_t> frames;
  for (std::int64_t i = 0; i < clips; ++i)
    frames.push_back(model.frames(audio.lengths[i].item<std::int64_t>()));
  return {.output = values.unsqueeze(1), .lengths = at::tensor(frames, at::kLong)};
}

at::Tensor frames_made(model::Model& model, const Sequence& audio, Step& step) {
  const auto encoder = encoder_of(model);
  SERHOST_CHECK(encoder.masked != nullptr);
  return host::guarded(model.chain().adapters().front()->callee(), "local",
                       [&] { return encoder.masked->local(audio, step).frames.lengths; });
}

void weigh(Composition& composition, MicroBatch& batch, const std::vector<std::uint64_t>& streams) {
  const auto* objective = composition.objective();
  if (objective == nullptr) return;
  const auto& callee = composition.loss_callee();
  const auto weights = host::guarded(
      callee, "weights", [&] { return objective->weights(batch.audio.lengths, streams); });
  if (!weights.defined() || weights.sizes() != batch.weight.sizes())
    refuse(callee, "weights " + model::shape_text(weights) + "; expected " +
                       model::shape_text(batch.weight));
  batch.weight = batch.weight * weights.to(at::kCPU, at::kDouble);
  batch.targets.weight = batch.weight.to(batch.targets.weight.options());
}

void tell_updated(const TrainContext& context, const Position& done) {
  auto step = make_step(context, "objective", static_cast<std::uint64_t>(done.update), done, true);
  step.update = done.update + 1;
  auto& composition = context.composition;
  try {
    host::guarded(composition.loss_callee(), "updated",
                  [&] { composition.objective()->updated(step); });
  } catch (const PluginError& error) {
    throw Error(error.exit(), error.what() + where(context, done));
  }
}

void write_encoder(Composition& composition, const std::filesystem::path& folder) {
  const auto encoder = encoder_of(composition.model());
  auto tensors = weights::state_of(*encoder.backbone);
  auto more = host::guarded(composition.loss_callee(), "published",
                            [&] { return composition.objective()->published(); });
  tensors.merge(more);
  for (auto& [name, tensor] : tensors) tensor = tensor.detach().to(at::kCPU).contiguous();
  const auto config = encoder.masked->published_config();
  replace_folder(folder, [&](const std::filesystem::path& fresh) {
    weights::write_safetensors(fresh / "model.safetensors", tensors);
    if (!config.empty()) replace_file(fresh / "config.json", config);
  });
}

}  // namespace serhost::train
