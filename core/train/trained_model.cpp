// Applies trained models to batches in plain memory.
#include "train/trained_model.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "metrics/rows.hpp"
#include "model/clips.hpp"
#include "model/randomness.hpp"
#include "train/backward.hpp"
#include "train/restored.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace {

/// Whether what the frozen beginning of `other` gives is what that of `first` gives: the weights
/// are one; what a component has gathered from the train part may differ from fold to fold.
bool same_prefix(Restored& first, Restored& other) {
  if (first.frozen.empty() || first.frozen != other.frozen) return false;
  auto& chain = first.composition.model().chain();
  if (!chain.has_frozen_prefix()) return false;
  for (const auto& adapter : chain.frozen_adapters()) {
    if (dynamic_cast<const Fitted*>(adapter->backbone().get()) != nullptr) return false;
  }
  const auto others = other.composition.buffers();
  for (const auto& [name, buffer] : first.composition.buffers()) {
    if (!name.starts_with("backbone.")) continue;
    const auto found = others.find(name);
    if (found == others.end() || !at::equal(found->second, buffer)) return false;
  }
  return true;
}

Sequence audio_of(data::LoadedBatch& batch, const c10::Device& device) {
  const auto size = static_cast<std::int64_t>(batch.lengths.size());
  SERHOST_CHECK(batch.values.size() == static_cast<std::size_t>(size * batch.longest));
  // Memory that begins where the allocator of tensors has it: kernels may sum otherwise elsewhere.
  const auto audio = at::from_blob(batch.values.data(), {size, batch.longest}, at::kFloat).clone();
  return {audio.to(device), at::tensor(batch.lengths), {}, {}};
}

}  // namespace

struct TrainedModel::State {
  std::vector<Restored> models;
  model::Precision precision;
  std::vector<std::string> all, columns;  ///< of the task; without truths
  std::vector<std::size_t> kept;          ///< indices of `columns` in `all`
  bool one_prefix = false;                ///< of all models

  Step step(std::size_t number) const {
    Step out;
    const auto seed = static_cast<std::uint64_t>(models[number].facts.seed);
    model::seed_default_generators(stream_seed(seed, "evaluation", 0));
    out.random = model::make_generator(stream_seed(seed, "evaluation/backbone", 0));
    return out;
  }

  /// A row a clip: of the columns that are kept, or of all where `truths` are given.
  std::vector<Answer> rows_of(Restored& model, const View& view,
                              const std::vector<std::string>& names, const Targets* truths) {
    const auto clips = view.lengths.size(0);
    data::Batch numbers;
    for (std::int64_t i = 0; i < clips; ++i) numbers.push_back(static_cast<std::size_t>(i));
    const auto evaluator = model.task.rules->evaluator();
    evaluator->decide_by(model.composition.model().decisions());
    // Made-up targets where there are no others: what is true of a clip is then not told.
    const auto bad = evaluator->add(
        view, model.composition.scores(view),
        truths != nullptr ? *truths : model.task.rules->example_targets(clips), numbers);
    if (!bad.empty())
      throw Error(Exit::failed, "the scores of fold " + std::to_string(model.facts.fold) +
                                    ", seed " + std::to_string(model.facts.seed) +
                                    " are not finite for " + names.at(bad.front()));
    std::vector<Answer> out;
    for (const auto& row : evaluator->rows()) {
      Answer answer;
      if (truths != nullptr) answer = row.cells;
      else
        for (const auto column : kept) answer.push_back(row.cells.at(column));
      out.push_back(std::move(answer));
    }
    SERHOST_CHECK(out.size() == names.size());
    return out;
  }

  /// The mean of all models, or of `some`; `from_frozen`: `input` is what their frozen beginning
  /// gave.
  std::vector<Answer> say(const Sequence& input, bool from_frozen,
                          const std::vector<std::string>& names, const Targets* truths = nullptr,
                          const std::vector<std::size_t>* some = nullptr) {
    std::vector<std::vector<Answer>> said(names.size());
    for (std::size_t number = 0; number < models.size(); ++number) {
      if (some != nullptr && std::find(some->begin(), some->end(), number) == some->end()) continue;
      auto now = step(number);
      const auto view = models[number].composition.model().forward(input, now, from_frozen);
      auto rows = rows_of(models[number], view, names, truths);
      for (std::size_t i = 0; i < rows.size(); ++i) said[i].push_back(std::move(rows[i]));
    }
    std::vector<Answer> out;
    for (const auto& answers : said)
      out.push_back(mean_of(answers, truths != nullptr ? all : columns));
    return out;
  }
};

TrainedModel::TrainedModel(const config::Experiment& trained, const host::Registry& registry,
                           const std::vector<std::filesystem::path>& checkpoints,
                           const PredictOptions& options)
    : state_(std::make_unique<State>()) {
  SERHOST_CHECK(!checkpoints.empty());
  auto& state = *state_;
  state.precision = model::Precision::of(trained.train.precision);
  state.models.reserve(checkpoints.size());  // the first is looked at while others are made
  for (const auto& checkpoint : checkpoints) {
    state.models.push_back(restored_model(
        trained, registry, checkpoint, options,
        [](Composition& composition, const weights::Tensors& saved) {
          restore(composition, saved);
        },
        state.models.empty() ? nullptr : &state.models.front()));
    state.models.back().composition.train(false);
    if (options.progress)
      options.progress({"loading", static_cast<std::int64_t>(state.models.size()),
                        static_cast<std::int64_t>(checkpoints.size()), "models"});
  }
  auto& first = state.models.front();
  if (first.composition.model().chain().reader() != nullptr)
    throw Error(Exit::usage, "this model reads features that were made before, not audio");
  state.one_prefix = state.models.size() > 1;
  for (std::size_t i = 1; i < state.models.size(); ++i)
    state.one_prefix = state.one_prefix && same_prefix(first, state.models[i]);
  free_what_training_needs();
  state.all = first.task.rules->prediction_columns();
  for (std::size_t i = 0; i < state.all.size(); ++i) {
    if (metrics::is_truth(state.all[i])) continue;
    state.kept.push_back(i);
    state.columns.push_back(state.all[i]);
  }
}

void TrainedModel::free_what_training_needs() {
  auto& state = *state_;
  auto& first = state.models.front();
  auto& chain = first.composition.model().chain();
  // Models that do not share their frozen beginning may share its weights.
  if (!first.device.is_cpu() || (state.models.size() > 1 && !state.one_prefix) ||
      !chain.has_frozen_prefix())
    return;
  const at::NoGradGuard no_graph;
  const auto precision = state.precision.scope(first.device.type());
  chain.prepare_for_inference();
}

TrainedModel::~TrainedModel() = default;

std::size_t TrainedModel::models() const { return state_->models.size(); }
std::int64_t TrainedModel::sample_rate() const {
  return state_->models.front().composition.model().input().sample_rate;
}
std::int64_t TrainedModel::shortest() const {
  return state_->models.front().composition.model().input().shortest;
}
bool TrainedModel::on_cpu() const { return state_->models.front().device.is_cpu(); }
const std::vector<std::string>& TrainedModel::classes() const {
  return state_->models.front().task.values.classes;
}
std::int64_t TrainedModel::parameters() const {
  return state_->models.front().composition.count(false);
}
const std::vector<std::string>& TrainedModel::all_columns() const { return state_->all; }
const std::vector<std::string>& TrainedModel::columns() const { return state_->columns; }

std::vector<Answer> TrainedModel::answer(data::LoadedBatch batch,
                                         const std::vector<std::string>& names) {
  auto& state = *state_;
  SERHOST_CHECK(!names.empty() && names.size() == batch.lengths.size());
  const c10::InferenceMode inference;
  const auto device = state.models.front().device;
  const auto precision = state.precision.scope(device.type());
  auto input = audio_of(batch, device);
  if (state.one_prefix)
    input = state.models.front().composition.model().chain().forward_frozen(input);
  return state.say(input, state.one_prefix, names);
}

std::vector<Answer> TrainedModel::evaluate(data::LoadedBatch batch, const data::Manifest& manifest,
                                           const std::vector<std::size_t>& models) {
  auto& state = *state_;
  SERHOST_CHECK(!models.empty());
  const auto& rules = *state.models.front().task.rules;
  const auto truths = rules.targets(manifest, batch.clips);
  std::vector<std::string> names;
  for (const auto clip : batch.clips) names.push_back(manifest.clips[clip].utterance.key);
  const c10::InferenceMode inference;
  const auto device = state.models.front().device;
  const auto precision = state.precision.scope(device.type());
  auto input = audio_of(batch, device);
  if (state.one_prefix)
    input = state.models.front().composition.model().chain().forward_frozen(input);
  return state.say(input, state.one_prefix, names, &truths, &models);
}

std::vector<Answer> TrainedModel::answer_each(data::LoadedBatch batch,
                                              const std::vector<std::string>& names) {
  auto& state = *state_;
  if (!on_cpu() || names.size() == 1) return answer(std::move(batch), names);
  const c10::InferenceMode inference;
  const auto device = state.models.front().device;
  const auto precision = state.precision.scope(device.type());
  auto input = audio_of(batch, device);
  // What is frozen gives the same in any batch, by definition; its clips are shared by the threads.
  auto& chain = state.models.front().composition.model().chain();
  const bool from_frozen =
      state.one_prefix || (state.models.size() == 1 && chain.has_frozen_prefix());
  if (from_frozen) input = chain.forward_frozen(input);
  std::vector<Answer> out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto clip = model::clip_of(input, static_cast<std::int64_t>(i));
    for (auto* part : {&clip.values, &clip.summary, &clip.segment_ids}) {
      if (part->defined()) *part = part->clone(at::MemoryFormat::Contiguous);
    }
    out.push_back(std::move(state.say(clip, from_frozen, {names[i]}).front()));
  }
  return out;
}

}  // namespace serhost::train
