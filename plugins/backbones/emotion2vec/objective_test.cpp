// The self-supervised objective against the released modules: two clips, each seen twice under
// different masks.
#include "objective.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <serhost/nn/registered.hpp>
#include <serhost/weights/module_state.hpp>

namespace {

using emotion2vec::Decoder;
using emotion2vec::Encoder;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

constexpr std::int64_t kFrames = 29, kWidth = 48;
constexpr double kTolerance = 1e-5;  // relative, L2

double apart(const at::Tensor& got, const at::Tensor& expected) {
  return (at::linalg_vector_norm(got - expected) / at::linalg_vector_norm(expected))
      .item()
      .toDouble();
}

class Objective : public testing::Test {
 protected:
  void SetUp() override {
    const char* source = std::getenv("SERHOST_SOURCE_DIR");
    ASSERT_NE(source, nullptr);
    const auto golden = std::filesystem::path(source) / "tests/golden/emotion2vec";
    expected = weights::read_safetensors(golden / "expected.safetensors");
    emotion2vec::EncoderOptions options;
    options.features.channels.assign(7, 16);
    options.positions.groups = 4;
    options.block = {.width = kWidth, .heads = 12, .hidden = 96};
    options.prenet = 2;
    options.depth = 3;
    options.tokens = 4;
    options.normalize = false;
    encoder = std::make_shared<Encoder>(options);
    decoder = nn::register_at(
        *encoder, "modality_encoders.AUDIO.decoder",
        std::make_shared<Decoder>(kWidth, emotion2vec::DecoderOptions{.width = 24, .groups = 4}));
    weights::load_into(*encoder, weights::read_safetensors(golden / "model.safetensors"),
                       {.source = "golden", .ignore = {"_ema."}});
    const auto& waves = expected.at("input");
    local = encoder->project(encoder->extract({.values = waves,
                                               .lengths = at::full({2}, waves.size(1), at::kLong),
                                               .summary = {},
                                               .segment_ids = {}}));
  }

  at::Tensor of(const char* name) const { return expected.at(name); }
  /// Each clip of [2 * T, D] twice in a row.
  static at::Tensor twice(const at::Tensor& values) {
    return values.view({2, kFrames, -1}).repeat_interleave(2, 0).flatten(0, 1);
  }

  emotion2vec::Student seen() {
    std::vector<at::Tensor> kept;
    for (int i = 0; i < 4; ++i) kept.push_back(of("ids_keep")[i].to(at::kLong));
    return emotion2vec::see(*encoder, *decoder, {twice(local.values), nn::Lengths(4, kFrames)},
                            kept, 0.0, evaluation);
  }

  weights::Tensors expected;
  std::shared_ptr<Encoder> encoder;
  std::shared_ptr<Decoder> decoder;
  nn::Packed local;
  serhost::Step evaluation;
};

}  // namespace

TEST_F(Objective, StudentSeesTheFramesThatAreKept) {
  const at::NoGradGuard off;
  const auto student = seen();
  EXPECT_LT(apart(student.prenet.values, of("student_prenet_out").flatten(0, 1)), kTolerance);
  EXPECT_LT(apart(student.encoded.values, of("student_encoder_out").flatten(0, 1)), kTolerance);
  EXPECT_LT(apart(student.restored.values, of("decoder_in").flatten(0, 1)), kTolerance);
  EXPECT_LT(apart(student.predicted, of("decoder_out").flatten(0, 1)), kTolerance);
}

TEST_F(Objective, TeacherGivesTheMeanOfItsLastLevels) {
  EXPECT_LT(apart(emotion2vec::targets(*encoder, local, 2), of("target").flatten(0, 1)),
            kTolerance);
  const at::NoGradGuard off;
  auto x = encoder->place(local, evaluation);
  for (std::size_t i = 0; i < encoder->blocks(); ++i) {
    at::Tensor target;
    x = encoder->run_block(i, x, evaluation, {}, &target);
    if (i < 2) continue;  // the prenet
    EXPECT_LT(apart(target, expected.at("ffn_target." + std::to_string(i - 2)).flatten(0, 1)),
              kTolerance)
        << i;
  }
}

TEST_F(Objective, LossesAreThoseOfTheReleasedModules) {
  const at::NoGradGuard off;
  const auto student = seen();
  const auto target = twice(emotion2vec::targets(*encoder, local, 2));
  const auto masked = of("mask").flatten().gt(0.5);
  EXPECT_NEAR(emotion2vec::frame_loss(student.predicted, target, masked).item().toDouble(),
              14.92757, 1e-4);
  const auto tokens = encoder->tokens_of(student.encoded);
  const auto chunk = emotion2vec::utterance_losses(tokens.mean(1), target, nn::Lengths(4, kFrames));
  EXPECT_NEAR(chunk.sum().item().toDouble(), 22.19513, 1e-4);
  EXPECT_NEAR(chunk.mean().item().toDouble(), 5.548782, 1e-5);
  const auto last =
      emotion2vec::utterance_losses(tokens.select(1, 3), target, nn::Lengths(4, kFrames));
  EXPECT_NEAR(last.sum().item().toDouble(), 28.69366, 1e-4);
}

TEST_F(Objective, TeachesTheStudentAlone) {
  const auto student = seen();
  const auto target = twice(emotion2vec::targets(*encoder, local, 2));
  EXPECT_FALSE(target.requires_grad());
  emotion2vec::frame_loss(student.predicted, target, of("mask").flatten().gt(0.5)).backward();
  for (const auto& item : encoder->named_parameters()) {
    EXPECT_TRUE(item.value().grad().defined()) << item.key();
  }
}
