// wav2vec 2.0 as a plugin: published sizes, stages, and what its parameters and a checkpoint may
// not say together.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

#include <serhost/testing.hpp>
#include <serhost/thread_safe_inference.hpp>
#include <utility>

#include "../encoder_goldens.hpp"

namespace {

using serhost::testing::make_backbone;

std::int64_t parameters(const std::vector<std::string>& options) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("wav2vec2", options)->parameters())
    count += parameter.numel();
  return count;
}

}  // namespace

TEST(Wav2vec2, HasTheParametersOfThePublishedModels) {
  EXPECT_EQ(parameters({}), 94371712);
  EXPECT_EQ(parameters({"size=large"}), 315428992);
  EXPECT_EQ(parameters({"size=large-lv60"}), 315438720);
}

TEST(Wav2vec2, GivesAFrameEvery20Milliseconds) {
  const auto backbone =
      make_backbone("wav2vec2", {"hidden_size=48", "num_hidden_layers=1", "intermediate_size=8"});
  EXPECT_EQ(backbone->input().shortest, 400);
  for (const auto& [samples, frames] : {std::pair<std::int64_t, std::int64_t>{399, 0},
                                        {400, 1},
                                        {719, 1},
                                        {720, 2},
                                        {16000, 49},
                                        {48000, 149},
                                        {320000, 999}})
    EXPECT_EQ(backbone->frames(samples), frames) << samples << " samples";
}

TEST(Wav2vec2, NamesItsStagesByWhatTheyAre) {
  const auto backbone =
      make_backbone("wav2vec2", {"hidden_size=16", "num_hidden_layers=2", "num_attention_heads=2"});
  const auto& staged = dynamic_cast<const serhost::Staged&>(*backbone);
  EXPECT_EQ(staged.stages(), (std::vector<std::string>{"feature_encoder", "feature_projection",
                                                       "positions", "layer_1", "layer_2"}));
  std::size_t placed = 0;
  for (std::size_t stage = 0; stage < 5; ++stage) placed += staged.stage_parameters(stage).size();
  EXPECT_EQ(placed, backbone->parameters().size());
}

TEST(Wav2vec2, GivesTheSameWhenItIsSettled) {
  const auto backbone =
      make_backbone("wav2vec2", {"hidden_size=32", "num_hidden_layers=2", "num_attention_heads=2"});
  backbone->eval();
  const at::NoGradGuard off;
  const serhost::Sequence clips{.values = at::randn({1, 4000}),
                                .lengths = at::full({1}, 4000, at::kLong)};
  const auto frames = [&] {
    auto step = serhost::testing::step(false);
    return backbone->forward(clips, step).values;
  };
  const auto before = frames();
  dynamic_cast<serhost::ThreadSafeInference&>(*backbone).prepare_for_inference();
  EXPECT_TRUE(frames().equal(before));
  EXPECT_TRUE(frames().equal(before)) << "and again";
}

TEST(Wav2vec2OldNames, OfTheWeightNormAndWithAPrefixGiveTheSameNumbers) {
  const auto model = encoder_goldens::folder() / "fixture_wav2vec2_group_postln";
  const serhost::testing::TemporaryFolder temporary;
  for (const char* file : {"config.json", "preprocessor_config.json"})
    std::filesystem::copy_file(model / file, temporary.path() / file);
  std::filesystem::copy_file(model / "old_names.safetensors",
                             temporary.path() / "model.safetensors");
  const auto backbone = make_backbone("wav2vec2", {"checkpoint=" + temporary.path().string()});
  backbone->eval();
  encoder_goldens::expect_layers(
      *backbone, encoder_goldens::clips_of("fixture_wav2vec2_group_postln"), "old names");
}

SERHOST_ENCODER_GOLDENS(wav2vec2);
