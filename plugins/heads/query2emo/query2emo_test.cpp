// Query2Emo against the values, losses and gradients of its own code (tests/golden/vq_mae_s): the
// head on an encoder's output, and both heads' asymmetric loss.
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/rand.h>
#include <gtest/gtest.h>

#include <limits>
#include <serhost/nn/masked_autoencoder.hpp>
#include <serhost/testing.hpp>
#include <serhost/testing/head.hpp>
#include <serhost/weights/module_state.hpp>

#include "../../backbones/goldens.hpp"

namespace {

using goldens::expect_close;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

std::shared_ptr<serhost::Head> head(std::int64_t width, std::int64_t classes,
                                    const std::string& hidden) {
  return serhost::testing::make_head("query2emo", {.width = width, .outputs = classes, .needs = {}},
                                     {"hidden=" + hidden, "dropout=0"});
}

class Query2Emo : public testing::Test {
 protected:
  Query2Emo() {
    weights::load_into(encoder, goldens::under(stored, "classifier_head."),
                       {.ignore = {"proj.", "head."}});
    tokens = at::embedding(stored.at("classifier_head.proj.weight"), expected.at("indices"))
                 .flatten(2, 3);
  }
  static double asymmetric(const at::Tensor& logits, const at::Tensor& labels) {
    const auto loss =
        serhost::testing::make_loss("asymmetric_single", {}, {"a", "b", "c", "d", "e"});
    return serhost::testing::value(*loss, logits.detach(), {labels});
  }

  weights::Tensors stored = goldens::read("vq_mae_s", "heads.safetensors");
  weights::Tensors expected = goldens::read("vq_mae_s", "heads_expected.safetensors");
  nn::MaskedEncoder encoder{{.tokens = 16, .width = 24, .layers = 2, .heads = 4}};
  at::Tensor tokens;
};

TEST_F(Query2Emo, HasTheValuesAndGradientsOfItsOwnCode) {
  const auto made = head(24, 5, "40");
  weights::load_into(*made, goldens::under(stored, "query2emo."),
                     {.ignore = {"encoding_adder.", "pos_encoder."}});
  made->eval();
  auto step = serhost::testing::step();
  const auto encoded = encoder.forward(tokens, {});
  const auto view = made->forward({encoded, at::full({2}, 17, at::kLong), {}, {}}, step);
  expect_close(view.output, expected.at("query2emo_logits"), "logits");
  expect_close(view.embedding, expected.at("query2emo.decoder_out").mean(1), "answers");
  EXPECT_NEAR(asymmetric(view.output, expected.at("labels")),
              expected.at("query2emo_asl").item<double>(), 1e-5);
  const auto loss = serhost::testing::make_loss("asymmetric_single", {}, {"a", "b", "c", "d", "e"});
  loss->forward({.output = view.output}, {.label = expected.at("labels")}, step).mean().backward();
  EXPECT_EQ(goldens::expect_gradients(*made, expected, "grad.query2emo."), 4);
}

TEST_F(Query2Emo, StandsBesideALinearHeadOnTheClassToken) {
  const auto encoded = encoder.forward(tokens, {});
  expect_close(encoded.select(1, 0), expected.at("cls"), "class token");
  const auto weight = stored.at("classifier_head.head.weight").clone().requires_grad_();
  const auto logits =
      at::linear(encoded.select(1, 0), weight, stored.at("classifier_head.head.bias"));
  expect_close(logits, expected.at("classifier_logits"), "logits");
  EXPECT_NEAR(asymmetric(logits, expected.at("labels")),
              expected.at("classifier_asl").item<double>(), 1e-5);
  auto step = serhost::testing::step();
  const auto loss = serhost::testing::make_loss("asymmetric_single", {}, {"a", "b", "c", "d", "e"});
  loss->forward({.output = logits}, {.label = expected.at("labels")}, step).mean().backward();
  expect_close(weight.grad(), expected.at("grad.classifier.head.weight"), "head");
  EXPECT_EQ(goldens::expect_gradients(encoder, expected, "grad.classifier."), 1);
}

TEST(Query2EmoPlugin, HasThePublishedNumberOfParameters) {
  EXPECT_EQ(7'497'408 + goldens::parameters_of(*head(320, 8, "2048")), 13'520'520);
  EXPECT_EQ(19'011'072 + goldens::parameters_of(*head(512, 8, "2048")), 30'610'440);
}

TEST(Query2EmoPlugin, LooksAtAClipsOwnFrames) {
  const auto made = head(8, 3, "16");
  made->eval();
  auto step = serhost::testing::step();
  const auto frames = at::rand({1, 5, 8});
  const auto length = at::full({1}, 5, at::kLong);
  const auto alone = made->forward({frames, length, {}, {}}, step);
  const auto padding = at::full({1, 2, 8}, std::numeric_limits<float>::quiet_NaN());
  const auto padded = made->forward({at::cat({frames, padding}, 1), length, {}, {}}, step);
  expect_close(padded.output, alone.output, "output", 1e-6);
}

TEST(Query2EmoPlugin, RefusesAWidthThatItsHeadsDoNotDivide) { EXPECT_ANY_THROW(head(12, 3, "16")); }

}  // namespace
