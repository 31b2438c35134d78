// All turns of a batch at once: what lies behind the end of one has no part in its last state.
#include "network.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <stdexcept>

namespace conversation_gru {
namespace {

using Parts = std::vector<torch::Tensor>;  // [n, W] each

/// The state behind the last row of each part, [parts, hidden]; zeros for an empty one.
torch::Tensor last_states(torch::nn::GRU& gru, const Parts& parts, std::int64_t hidden) {
  std::int64_t longest = 0;
  for (const auto& part : parts) longest = std::max(longest, part.size(0));
  const auto count = static_cast<std::int64_t>(parts.size());
  if (longest == 0) return at::zeros({count, hidden}, parts.front().options());
  auto padded = at::zeros({count, longest, parts.front().size(1)}, parts.front().options());
  Parts rows;
  for (const auto& part : parts) {
    const auto missing = longest - part.size(0);
    rows.push_back(missing == 0 ? part : at::cat({part, padded[0].narrow(0, 0, missing)}));
  }
  const auto states = std::get<0>(gru->forward(at::stack(rows)));  // [parts, longest, hidden]
  Parts out;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto length = parts[static_cast<std::size_t>(i)].size(0);
    out.push_back(length == 0 ? at::zeros({hidden}, states.options()) : states[i][length - 1]);
  }
  return at::stack(out);
}

}  // namespace

Turns turns_of(const torch::Tensor& marks, const torch::Tensor& lengths) {
  const auto all = marks.to(at::kCPU);
  Turns out;
  for (std::int64_t clip = 0; clip < lengths.size(0); ++clip) {
    auto& turns = out.emplace_back();
    std::int64_t before = -1;
    for (std::int64_t i = 0; i < lengths[clip].item<std::int64_t>(); ++i) {
      const auto mark = all[clip][i].item<std::int64_t>();
      if (mark < 0 || mark / 2 < before / 2 || (mark != before && mark / 2 == before / 2 && i > 0))
        throw std::invalid_argument("utterance " + std::to_string(i) +
                                    " of a conversation is marked " + std::to_string(mark) +
                                    " after " + std::to_string(before) +
                                    "; turns must be numbered in order, with one speaker each");
      if (i == 0 || mark != before) turns.push_back({i, 0, mark % 2 == 0});
      ++turns.back().count;
      before = mark;
    }
  }
  return out;
}

Turns in_pairs(const torch::Tensor& lengths) {
  Turns out;
  for (std::int64_t clip = 0; clip < lengths.size(0); ++clip) {
    const auto count = lengths[clip].item<std::int64_t>();
    auto& turns = out.emplace_back();
    for (std::int64_t begin = 0; begin < count;) {
      const std::int64_t left = count - begin, size = left % 2 == 1 ? 1 : 2;
      turns.push_back({begin, size, (left + 1) / 2 % 2 == 0});
      begin += size;
    }
  }
  return out;
}

Network::Network(const NetworkOptions& options) : options_(options) {
  const auto gru = [&](const char* name, std::int64_t width, std::int64_t layers) {
    return register_module(
        name,
        torch::nn::GRU(
            torch::nn::GRUOptions(width, options.hidden).num_layers(layers).batch_first(true)));
  };
  turn_ = gru("turn_gru", options.width, 1);
  // The state before a turn's only utterance is zero.
  if (options.last_utterance) turn_->named_parameters()["weight_hh_l0"].set_requires_grad(false);
  dialogue_ = gru("dialogue_gru", options.hidden, 2);
  if (options.dialogue_alone) return;
  self_ = gru("self_gru", options.hidden, 1);
  other_ = gru("other_gru", options.hidden, 1);
}

torch::Tensor Network::turn_vectors(const torch::Tensor& utterances, const Turns& turns) {
  Parts parts;
  for (std::size_t clip = 0; clip < turns.size(); ++clip) {
    const auto rows = utterances[static_cast<std::int64_t>(clip)];
    for (const auto& turn : turns[clip])
      parts.push_back(options_.last_utterance ? rows.narrow(0, turn.begin + turn.count - 1, 1)
                                              : rows.narrow(0, turn.begin, turn.count));
  }
  return last_states(turn_, parts, options_.hidden);
}

torch::Tensor Network::forward(const torch::Tensor& utterances, const Turns& turns) {
  const auto vectors = turn_vectors(utterances, turns);
  Parts own, others, dialogue;
  std::int64_t begin = 0;
  for (const auto& clip : turns) {
    const auto count = static_cast<std::int64_t>(clip.size());
    dialogue.push_back(vectors.narrow(0, begin, count));
    const auto of = [&](bool speaker) {
      Parts rows = {vectors.narrow(0, begin, 0)};
      for (std::int64_t i = 0; i < count; ++i) {
        if (clip[static_cast<std::size_t>(i)].own == speaker)
          rows.push_back(vectors.narrow(0, begin + i, 1));
      }
      return at::cat(rows);
    };
    own.push_back(of(true));
    others.push_back(of(false));
    begin += count;
  }
  const auto all = last_states(dialogue_, dialogue, options_.hidden);
  if (options_.dialogue_alone) return all;
  return at::cat(
      {last_states(self_, own, options_.hidden), last_states(other_, others, options_.hidden), all},
      1);
}

}  // namespace conversation_gru
