// Backbones, head and loss write their own pieces; here they become one graph with its inputs and
// outputs.
#include "train/onnx_model.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <serhost/features.hpp>
#include <serhost/nn/onnx_ops.hpp>
#include <serhost/onnx.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "host/guard.hpp"
#include "model/randomness.hpp"
#include "onnx/builder.hpp"
#include "train/onnx_evaluation.hpp"
#include "train/restored.hpp"
#include "train/snapshot.hpp"
#include "train/test_sound.hpp"

namespace serhost::train {
namespace {

constexpr double kSameInOnnx = 1e-4;

/// Scores that a loss takes as the head gives them: shown by numbers, since a loss says nothing of
/// it.
bool takes_scores_of_head(Composition& composition, const FoldTask& task) {
  if (!composition.needs().output) return false;
  View view;
  const auto random = model::make_generator(0);
  view.output = at::rand({3, task.rules->outputs()}, random);
  if (composition.needs().embedding)
    view.embedding = at::rand({3, composition.model().embedding_width()}, random);
  view.frames = at::rand({3, 1, composition.model().chain().width()}, random);
  view.lengths = at::ones({3}, at::kLong);
  return at::equal(composition.scores(view), view.output);
}

std::vector<std::string> reasons_of_parts(Restored& restored) {
  auto reasons = restored.composition.model().reasons_against_onnx();
  const auto* able = dynamic_cast<const OnnxLoss*>(&restored.composition.loss());
  if (able == nullptr && !takes_scores_of_head(restored.composition, restored.task))
    reasons.push_back("the scores of " + restored.composition.loss_callee().component +
                      " are its own and cannot be written as ONNX");
  return reasons;
}

onnx::Value scores_of(Composition& composition, const onnx::View& view) {
  const auto* able = dynamic_cast<const OnnxLoss*>(&composition.loss());
  if (able == nullptr) return view.output;
  return host::guarded(composition.loss_callee(), "to_onnx", [&] { return able->to_onnx(view); });
}

}  // namespace

std::vector<std::string> reasons_against_onnx(const config::Experiment& experiment) {
  std::vector<std::string> reasons;
  if (experiment.task != "classification")
    reasons.push_back("its task is \"" + experiment.task + "\"");
  for (const auto& table : experiment.backbones) {
    const auto& info = *table.component.info;
    if (host::has_ability<ReadsFeatures>(info))
      reasons.push_back("the backbone '" + info.name + "' reads features from files");
    else if (!host::has_ability<OnnxBackbone>(info))
      reasons.push_back("the backbone '" + info.name + "' cannot be written as ONNX");
  }
  const auto* head = experiment.head.component.info;
  if (head != nullptr && !host::has_ability<OnnxHead>(*head))
    reasons.push_back("the head '" + head->name + "' cannot be written as ONNX");
  return reasons;
}

void require_onnx(const std::filesystem::path& run, const std::vector<std::string>& reasons) {
  if (reasons.empty()) return;
  throw Error(Exit::unavailable,
              run.string() + ": this model cannot be written as ONNX: " + join(reasons, "; ") +
                  ". A component can where it says how: `serhost describe` names its abilities "
                  "(onnx_backbone, onnx_head, onnx_loss)");
}

struct OnnxModel::State {
  Restored restored;
};

OnnxModel::OnnxModel(const config::Experiment& made, const host::Registry& registry,
                     const std::filesystem::path& run, const std::filesystem::path& checkpoint,
                     const PredictOptions& options)
    : state_(new State{restored_model(made, registry, checkpoint, options,
                                      [](Composition& composition, const weights::Tensors& saved) {
                                        restore(composition, saved);
                                      })}) {
  state_->restored.composition.train(false);
  require_onnx(run, reasons_of_parts(state_->restored));
}

OnnxModel::~OnnxModel() = default;

const std::vector<std::string>& OnnxModel::classes() const {
  return state_->restored.task.values.classes;
}
std::int64_t OnnxModel::sample_rate() const {
  return state_->restored.composition.model().input().sample_rate;
}
std::int64_t OnnxModel::shortest() const {
  return state_->restored.composition.model().input().shortest;
}

std::string OnnxModel::front_end() const {
  const auto& first = state_->restored.composition.model().chain().adapters().front();
  return dynamic_cast<const OnnxBackbone&>(*first->backbone()).onnx_front_end();
}

onnx::Model OnnxModel::graph() const {
  const at::NoGradGuard no_graph;
  auto& composition = state_->restored.composition;
  const auto count = std::to_string(classes().size());
  onnx::Builder builder;
  const onnx::Sequence audio{
      .values = builder.input({"waveform",
                               onnx::Type::f32,
                               {"batch", "samples"},
                               "mono, " + std::to_string(sample_rate()) +
                                   " samples per second, -1 to 1; anything behind a clip's end"}),
      .lengths = builder.input({"lengths", onnx::Type::i64, {"batch"}, "samples of each clip"})};
  const auto scores = scores_of(composition, composition.model().to_onnx(audio));
  builder.output({"scores", onnx::Type::f32, {"batch", count}, "before softmax"}, scores);
  builder.output(
      {"probabilities", onnx::Type::f32, {"batch", count}, "in the order of serhost.classes"},
      onnx::softmax(scores, 1));
  return builder.model();
}

bool OnnxModel::is_compared(const std::filesystem::path& run, const onnx::Model& graph) const {
  if (!unknown_operations(graph).empty()) return false;
  const at::NoGradGuard no_graph;
  const auto longer = std::max(kTestSamples, shortest());
  const std::vector<std::int64_t> lengths = {longer, shortest() + (longer - shortest()) / 2};
  std::vector<at::Tensor> rows;
  for (std::size_t i = 0; i < lengths.size(); ++i) rows.push_back(at::tensor(test_sound(longer)));
  const auto answers =
      evaluated(graph, {{"waveform", at::stack(rows)}, {"lengths", at::tensor(lengths)}})
          .at("probabilities");
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto own = at::tensor(probabilities_of(state_->restored, test_sound(lengths[i])));
    const auto given = answers[static_cast<std::int64_t>(i)].to(at::kDouble);
    if ((given - own).abs().max().item<double>() < kSameInOnnx) continue;  // not of NaN
    throw Error(Exit::unavailable,
                run.string() +
                    ": as ONNX this model gives other probabilities for a test sound, so nothing "
                    "was written: one of its components computes something else than its `to_onnx` "
                    "writes");
  }
  return true;
}

}  // namespace serhost::train
