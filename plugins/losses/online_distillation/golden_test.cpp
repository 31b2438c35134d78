// The objective against the released modules, by the plugin that encodes: two clips, each seen
// twice under different masks.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <serhost/objective.hpp>
#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "decoder.hpp"
#include "published.hpp"
#include "rows.hpp"
#include "targets.hpp"

namespace {

using namespace online_distillation;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

constexpr std::int64_t kFrames = 29, kWidth = 48;
constexpr double kTolerance = 1e-5;  // relative, L2

double apart(const at::Tensor& got, const at::Tensor& expected) {
  return (at::linalg_vector_norm(got - expected) / at::linalg_vector_norm(expected))
      .item()
      .toDouble();
}

/// What the rows of the golden file are: each clip twice in a row, under the file's own masks.
Rows golden_rows(const at::Tensor& mask) {
  Rows rows;
  std::vector<std::int64_t> hidden, asked;
  for (std::int64_t row = 0; row < 4; ++row) {
    std::vector<std::int64_t> seen;
    for (std::int64_t i = 0; i < kFrames; ++i) {
      if (mask[row][i].item<double>() < 0.5) {
        seen.push_back(i);
      } else {
        hidden.push_back(row * kFrames + i);
        asked.push_back(row / 2 * kFrames + i);
      }
    }
    rows.masks.clips.push_back(row / 2);
    rows.masks.kept.push_back(at::tensor(seen, at::kLong));
    rows.frames.push_back(kFrames);
    if (row % 2 == 1)
      rows.predicted.push_back(static_cast<std::int64_t>(hidden.size()) / (row / 2 + 1));
  }
  rows.hidden = at::tensor(hidden, at::kLong);
  rows.asked = at::tensor(asked, at::kLong);
  return rows;
}

class Golden : public testing::Test {
 protected:
  void SetUp() override {
    const char* source = std::getenv("SERHOST_SOURCE_DIR");
    ASSERT_NE(source, nullptr);
    folder = std::filesystem::path(source) / "tests/golden/emotion2vec";
    expected = weights::read_safetensors(folder / "expected.safetensors");
    student = encoder();
    decoder = std::make_shared<Decoder>(kWidth, DecoderOptions{.width = 24, .groups = 4});
    take_published(folder, *student.backbone, *decoder);
    const auto& waves = expected.at("input");
    const serhost::Sequence audio{
        waves, at::tensor({waves.size(1), waves.size(1)}, at::kLong), {}, {}};
    local = student.masked->local(audio, evaluation).frames;
    rows = golden_rows(of("mask"));
  }

  serhost::Objective::Encoder encoder() const {
    auto backbone = serhost::testing::make_backbone(
        "emotion2vec", {"checkpoint=\"" + folder.string() + "\"", "normalize=false"});
    return {backbone, dynamic_cast<serhost::MaskedEncoder*>(backbone.get())};
  }
  at::Tensor of(const char* name) const { return expected.at(name); }

  std::filesystem::path folder;
  weights::Tensors expected;
  serhost::Objective::Encoder student;
  std::shared_ptr<Decoder> decoder;
  serhost::Sequence local;
  Rows rows;
  serhost::Step evaluation;
};

}  // namespace

TEST_F(Golden, StudentSeesTheFramesThatAreKept) {
  const at::NoGradGuard off;
  const auto seen = student.masked->encode(local, rows.masks, evaluation);
  const auto frames = nn::pack(seen.frames);
  const auto all = restored(frames, rows, 0.0, {1, 2});
  EXPECT_LT(apart(all.values, of("decoder_in").flatten(0, 1)), kTolerance);
  EXPECT_LT(apart(decoder->forward(all), of("decoder_out").flatten(0, 1)), kTolerance);
}

TEST_F(Golden, TeacherGivesTheMeanOfItsLastLevels) {
  EXPECT_LT(apart(targets(*student.masked, local, 2), of("target").flatten(0, 1)), kTolerance);
}

TEST_F(Golden, LossesAreThoseOfTheReleasedModules) {
  const at::NoGradGuard off;
  const auto seen = student.masked->encode(local, rows.masks, evaluation);
  const auto target = targets(*student.masked, local, 2);
  const auto predicted = decoder->forward(restored(nn::pack(seen.frames), rows, 0.0, {1, 2}));
  const auto frame = mean_of_each(
      errors(predicted.index_select(0, rows.hidden), target.index_select(0, rows.asked)),
      rows.predicted);
  EXPECT_NEAR(frame.mean().item().toDouble(), 14.92757, 1e-4);
  const auto asked = mean_of_each(target, {kFrames, kFrames}).repeat_interleave(2, 0);
  const auto chunk = errors(seen.tokens.mean(1), asked);
  EXPECT_NEAR(chunk.sum().item().toDouble(), 22.19513, 1e-4);
  EXPECT_NEAR(chunk.mean().item().toDouble(), 5.548782, 1e-5);
  EXPECT_NEAR(errors(seen.tokens.select(1, 3), asked).sum().item().toDouble(), 28.69366, 1e-4);
}

TEST_F(Golden, SaysWhatItsTeacherHasHeard) {
  const auto loss = serhost::testing::make_loss(
      "online_distillation",
      {"decoder_width=24", "decoder_groups=4", "checkpoint=\"" + folder.string() + "\"",
       "pretrained_on=[\"made up\"]"},
      {});
  const auto& provenance = dynamic_cast<const serhost::Provenance&>(*loss);
  EXPECT_TRUE(provenance.weight_files().empty()) << "nothing is read before";
  dynamic_cast<serhost::Objective&>(*loss).bind(encoder(), [&] { return encoder(); });
  EXPECT_FALSE(provenance.weight_files().empty());
  EXPECT_EQ(provenance.pretraining_corpora(), std::vector<std::string>{"made up"});
}

TEST_F(Golden, PublishedTensorsAreReadBack) {
  const auto teacher = encoder();
  const auto tensors = published_tensors(*teacher.backbone, *decoder);
  EXPECT_TRUE(tensors.contains("_ema.blocks.0.attn.qkv.weight"));
  EXPECT_TRUE(tensors.contains("modality_encoders.AUDIO.decoder.proj.weight"));
  for (const auto& [name, tensor] : tensors)
    EXPECT_EQ(name.find("local_encoder"), std::string::npos) << name;
}
