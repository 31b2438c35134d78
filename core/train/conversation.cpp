// Gathers each utterance of a batch once, then lays the histories out.
#include "train/conversation.hpp"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/error.hpp"
#include "model/clips.hpp"

namespace serhost::train {
namespace {

/// `adapt` and freeze = "all" exclude each other.
std::string without_adapt(const model::BackboneAdapter& adapter) {
  return adapter.adapted() ? "take adapt out, and " : "";
}

}  // namespace

Sequence mean_of_frames(const Sequence& clip) {
  const auto mean = clip.values.to(at::kDouble).mean(1, /*keepdim=*/true).to(at::kFloat);
  return {mean, at::tensor({std::int64_t{1}}), {}, {}};
}

Sequence batch_of_histories(const data::Batch& targets, const data::Histories& histories,
                            std::int64_t width, const UtteranceVectors& vectors) {
  const auto clips = histories.heard_by(targets);
  std::int64_t longest = 1;
  for (const auto target : targets)
    longest = std::max(longest, static_cast<std::int64_t>(histories.of(target).size()));
  const auto known = clips.empty() ? at::Tensor() : vectors(clips).values.select(1, 0);
  const auto size = static_cast<std::int64_t>(targets.size());
  auto values = at::zeros({size, longest, width}, at::kFloat);
  auto marks = at::zeros({size, longest}, at::kLong);
  std::vector<std::int64_t> lengths;
  for (std::int64_t row = 0; row < size; ++row) {
    const auto& history = histories.of(targets[static_cast<std::size_t>(row)]);
    lengths.push_back(std::max<std::int64_t>(1, static_cast<std::int64_t>(history.size())));
    if (history.empty()) marks[row][0].fill_(1);
    for (std::size_t i = 0; i < history.size(); ++i) {
      const auto place = static_cast<std::int64_t>(i);
      const auto at = std::lower_bound(clips.begin(), clips.end(), history[i].clip);
      values[row][place].copy_(known[at - clips.begin()]);
      marks[row][place].fill_(history[i].mark);
    }
  }
  return {values, at::tensor(lengths), {}, marks};
}

std::int64_t utterance_width(const model::Chain& chain) {
  return (chain.reader() != nullptr ? chain.adapters().front() : chain.frozen_adapters().back())
      ->width();
}

UtteranceVectors mean_reader(std::function<Sequence(const data::Batch&)> read) {
  const auto known = std::make_shared<std::map<std::size_t, Sequence>>();
  return [known, read = std::move(read)](const std::vector<std::size_t>& clips) {
    std::vector<Sequence> out;
    for (const auto clip : clips) {
      auto at = known->find(clip);
      if (at == known->end()) at = known->emplace(clip, mean_of_frames(read({clip}))).first;
      out.push_back(at->second);
    }
    return model::batch_of(out);
  };
}

void require_utterance_encoder(Composition& composition) {
  const auto& chain = composition.model().chain();
  const auto& adapters = chain.adapters();
  const auto refuse = [](const host::Callee& callee, const std::string& why) {
    throw Error(Exit::config, callee.component + " " + why);
  };
  std::size_t behind = 1;
  if (chain.reader() == nullptr) {
    const auto frozen = chain.frozen_adapters();
    behind = frozen.size();
    if (frozen.empty())
      refuse(adapters.front()->callee(),
             "is trained, but a conversation task computes each utterance once: " +
                 without_adapt(*adapters.front()) +
                 "write freeze = \"all\", or put a frozen [[backbone]] before it");
    if (frozen.back()->frozen_part() != model::FrozenPart::whole)
      refuse(frozen.back()->callee(),
             "is frozen in part, but a conversation task computes each utterance once: " +
                 without_adapt(*frozen.back()) +
                 "write freeze = \"all\" and take one layer or the mean of some");
  }
  for (std::size_t i = behind; i < adapters.size(); ++i) {
    if (dynamic_cast<Fitted*>(adapters[i]->backbone().get()) != nullptr)
      refuse(adapters[i]->callee(),
             "is fitted to clips before training, which a conversation task does not do behind "
             "its utterances");
  }
  if (dynamic_cast<Fitted*>(&composition.loss()) != nullptr)
    refuse(composition.loss_callee(),
           "is fitted to clips before training, which a conversation task does not do");
}

}  // namespace serhost::train
