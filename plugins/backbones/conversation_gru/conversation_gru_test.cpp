// Against values and gradients of the same definition in PyTorch (tests/golden/conversation_gru).
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "network.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::step;

constexpr std::int64_t kMeant = 0;  // the speaker whose next emotion is predicted

class Conversation : public testing::Test {
 protected:
  Conversation() {
    std::vector<at::Tensor> rows, marks;
    std::vector<std::int64_t> counts;
    for (int i = 0; i < 3; ++i) {
      const auto name = "sample" + std::to_string(i) + ".";
      const auto& own = expected.at(name + "utterances");
      const auto missing = 10 - own.size(0);
      rows.push_back(at::cat({own, at::zeros({missing, 10})}));
      const auto& turn = expected.at(name + "turn_of_utterance");
      const auto other =
          expected.at(name + "speaker_of_turn").index_select(0, turn).ne(kMeant).to(at::kLong);
      marks.push_back(at::cat({2 * turn + other, at::zeros({missing}, at::kLong)}));
      counts.push_back(own.size(0));
    }
    batch.values = at::stack(rows);
    batch.segment_ids = at::stack(marks);
    batch.lengths = at::tensor(counts, at::kLong);
  }

  serhost::weights::Tensors stored = goldens::read("conversation_gru", "weights.safetensors");
  serhost::weights::Tensors expected = goldens::read("conversation_gru", "expected.safetensors");
  serhost::Sequence batch;
};

TEST_F(Conversation, HasTheValuesAndGradientsOfItsDefinition) {
  const auto backbone = make_backbone("conversation_gru", {"width=10", "hidden=6"});
  serhost::weights::load_into(*backbone, stored, {.ignore = {"fc1.", "fc2."}});
  auto now = step();
  const auto out = backbone->forward(batch, now);
  const auto vectors = out.summary;  // [3, 18]
  EXPECT_TRUE(out.values.select(1, 3).equal(vectors)) << "every frame is the vector";
  auto first = stored.at("fc1.weight").clone().requires_grad_(true);
  const auto hidden = at::linear(vectors, first, stored.at("fc1.bias")).relu();
  const auto logits = at::linear(hidden, stored.at("fc2.weight"), stored.at("fc2.bias"));
  for (int i = 0; i < 3; ++i) {
    const auto name = "sample" + std::to_string(i) + ".";
    expect_close(vectors[i], expected.at(name + "concat"), name + "concat");
    expect_close(logits[i], expected.at(name + "logits"), name + "logits");
  }
  const auto loss = at::cross_entropy_loss(logits, expected.at("labels"));
  expect_close(loss.reshape({1}), expected.at("loss"), "loss");
  loss.backward();
  EXPECT_EQ(goldens::expect_gradients(*backbone, expected, "grad."), 4);
  expect_close(first.grad(), expected.at("grad.fc1.weight"), "fc1");
}

TEST_F(Conversation, MakesTurnsOfUtterances) {
  conversation_gru::Network network({.width = 10, .hidden = 6});
  serhost::weights::load_into(network, stored, {.ignore = {"fc1.", "fc2."}});
  const auto turns = conversation_gru::turns_of(batch.segment_ids, batch.lengths);
  const auto all =
      at::cat({expected.at("sample0.turn_vectors"), expected.at("sample1.turn_vectors"),
               expected.at("sample2.turn_vectors")});
  expect_close(network.turn_vectors(batch.values, turns), all, "turns");
}

TEST_F(Conversation, HearsTheLastUtteranceOfATurnAloneWhereAsked) {
  const auto backbone =
      make_backbone("conversation_gru", {"width=10", "hidden=6", "turns=last_utterance"});
  auto now = step();
  // The third conversation is one turn of four utterances.
  auto clip = serhost::Sequence{.values = batch.values.narrow(0, 2, 1).narrow(1, 0, 4),
                                .lengths = at::tensor({4}, at::kLong),
                                .segment_ids = batch.segment_ids.narrow(0, 2, 1).narrow(1, 0, 4)};
  const auto whole = backbone->forward(clip, now).summary;
  clip.values = clip.values.narrow(1, 3, 1);
  clip.segment_ids = clip.segment_ids.narrow(1, 3, 1);
  clip.lengths = at::tensor({1}, at::kLong);
  expect_close(backbone->forward(clip, now).summary, whole, "last utterance");
}

TEST_F(Conversation, RefusesTurnsThatComeBack) {
  const auto lengths = at::tensor({3}, at::kLong);
  for (const auto& marks : {at::tensor({0, 3, 0}, at::kLong), at::tensor({0, 1, 2}, at::kLong),
                            at::tensor({-2, 0, 2}, at::kLong)})
    EXPECT_THROW(conversation_gru::turns_of(marks.unsqueeze(0), lengths), std::invalid_argument);
}

TEST(ConversationGru, HasTheParametersOfItsDefinitionWithAHead) {
  const auto count = [](const char* width) {
    const auto backbone = make_backbone("conversation_gru", {std::string("width=") + width});
    const std::int64_t head = 768 * 256 + 256 + 256 * 4 + 4;
    return goldens::parameters_of(*backbone) + head;
  };
  EXPECT_EQ(count("768"), 2'564'868);
  EXPECT_EQ(count("1536"), 3'154'692);
}

TEST(ConversationGru, LetsTwoSpeakersTakeTurnsWhereNothingIsMarked) {
  const auto backbone = make_backbone("conversation_gru", {"width=4", "hidden=3"});
  auto now = step();
  auto clip = serhost::testing::random_frames({5}, 4);
  const auto out = backbone->forward(clip, now).summary;
  clip.segment_ids = at::tensor({1, 2, 2, 5, 5}, at::kLong).unsqueeze(0);  // the other begins
  expect_close(out, backbone->forward(clip, now).summary, "marked");
}

}  // namespace
