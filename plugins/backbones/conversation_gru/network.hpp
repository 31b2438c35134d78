// A conversation's history as one vector: utterances become turns, turns become what the speaker
// has said, what the others have said, and the dialogue.
//
//   conversation_gru::Network network({.width = 768, .hidden = 256});
//   const auto out = network.forward(utterances, conversation_gru::in_pairs(lengths));  // [B, 768]
//
// Source: this project's definition of the network of Shi et al., 2023, whose code is not public.
#pragma once

#include <torch/nn/modules/rnn.h>

#include <cstdint>
#include <serhost/backbone.hpp>
#include <string>
#include <vector>

namespace conversation_gru {

struct NetworkOptions {
  std::int64_t width = 768, hidden = 256;
  bool last_utterance = false;  ///< a turn is its last utterance alone
  bool dialogue_alone = false;  ///< without the streams of speakers
};

/// Utterances of one speaker in a row: rows `begin` to `begin + count` of its conversation.
struct Turn {
  std::int64_t begin = 0, count = 0;
  bool own = false;  ///< of the speaker whose next utterance is meant
};

/// By conversation, in order; none of them may be empty.
using Turns = std::vector<std::vector<Turn>>;

/// Marks of utterances [B, U] int64 as 2 * turn + (0 of the speaker who is meant, 1 of another),
/// turns in order. Throws std::invalid_argument where a turn comes back after another, or a mark is
/// below 0.
Turns turns_of(const torch::Tensor& marks, const torch::Tensor& lengths);

/// Where nothing is marked: two utterances are a turn (the first may be one alone), and two
/// speakers take turns; the one who is meant speaks next.
Turns in_pairs(const torch::Tensor& lengths);

/// Parameters turn_gru.*, dialogue_gru.* (two layers) and, unless the dialogue stands alone,
/// self_gru.* and other_gru.*, under PyTorch's names.
class Network : public torch::nn::Module {
 public:
  explicit Network(const NetworkOptions& options);

  std::int64_t width() const { return options_.hidden * (options_.dialogue_alone ? 1 : 3); }

  /// [run] Utterances [B, U, W] to one vector of each turn [N, hidden], conversation by
  /// conversation.
  torch::Tensor turn_vectors(const torch::Tensor& utterances, const Turns& turns);

  /// [run] [B, U, W] to [B, width()]: self, others, dialogue; zeros for who has not spoken.
  torch::Tensor forward(const torch::Tensor& utterances, const Turns& turns);

 private:
  NetworkOptions options_;
  torch::nn::GRU turn_{nullptr}, self_{nullptr}, other_{nullptr}, dialogue_{nullptr};
};

}  // namespace conversation_gru
