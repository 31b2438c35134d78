// Joins parts: of micro-batches, of processes.
#include "train/joined_outputs.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <array>

#include "tasks/targets.hpp"

namespace serhost::train {
namespace {

using Parts = std::array<std::vector<at::Tensor>, 3>;

void add(Parts& parts, const std::array<at::Tensor, 3>& tensors) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (tensors[i].defined()) parts[i].push_back(tensors[i]);
  }
}

std::array<at::Tensor, 3> parts_of(const View& view) {
  return {view.output, view.embedding, view.lengths};
}

/// Every process sends its part of every micro-batch at once.
Parts parts_of_all(Collective& all, const std::vector<View>& views,
                   const std::vector<const MicroBatch*>& micro) {
  distributed::TensorList mine;
  for (std::size_t m = 0; m < micro.size(); ++m) {
    for (const auto& part : parts_of(views[m]))
      mine.push_back(micro[m]->clips.empty() ? at::Tensor() : part);
  }
  const auto given = all.all_gather(mine);
  Parts out;
  for (std::size_t m = 0; m < micro.size(); ++m) {
    for (const auto& list : given) add(out, {list[3 * m], list[3 * m + 1], list[3 * m + 2]});
  }
  return out;
}

at::Tensor joined(const std::vector<at::Tensor>& parts) {
  return parts.empty() ? at::Tensor() : at::cat(parts);
}

}  // namespace

bool JoinedOutputs::have_gradient() const {
  return (view.output.defined() && view.output.grad().defined()) ||
         (view.embedding.defined() && view.embedding.grad().defined());
}

std::size_t clips_of_all(const MicroBatch& micro) {
  return micro.all.empty() ? micro.clips.size() : micro.all.size();
}

JoinedOutputs joined_outputs(Collective& all, const std::vector<View>& views,
                             const std::vector<const MicroBatch*>& micro,
                             const c10::Device& device) {
  const at::NoGradGuard no_graph;
  Parts parts;
  if (all.size > 1) parts = parts_of_all(all, views, micro);
  else {
    for (const auto& view : views) add(parts, parts_of(view));
  }
  JoinedOutputs out;
  std::vector<Targets> targets;
  for (const auto* batch : micro) {
    const auto& clips = batch->all.empty() ? batch->clips : batch->all;
    targets.push_back(batch->all.empty() ? batch->targets : batch->all_targets);
    out.clips.insert(out.clips.end(), clips.begin(), clips.end());
  }
  out.view = {joined(parts[0]), joined(parts[1]), at::Tensor(), joined(parts[2])};
  out.targets = tasks::cat(targets);
  for (auto* leaf : {&out.view.output, &out.view.embedding}) {
    if (!leaf->defined()) continue;
    *leaf = leaf->to(device).detach();
    leaf->set_requires_grad(true);
  }
  return out;
}

}  // namespace serhost::train
