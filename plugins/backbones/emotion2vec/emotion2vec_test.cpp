// emotion2vec against the released modules (tests/golden/emotion2vec), the published sizes, and
// what every backbone promises.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/pow.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <serhost/testing.hpp>
#include <serhost/weights/safetensors.hpp>

namespace {

using serhost::testing::make_backbone;
using serhost::testing::step;
using Options = std::vector<std::string>;

const Options kTiny = {"width=48", "heads=6", "hidden=32",
                       "prenet=1", "depth=2", "conv_dim=[8, 8, 8, 8, 8, 8, 8]"};

std::filesystem::path golden() {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
  return std::filesystem::path(source) / "tests/golden/emotion2vec";
}

double difference(const at::Tensor& got, const at::Tensor& expected) {
  return (at::linalg_vector_norm(got - expected) / at::linalg_vector_norm(expected))
      .item()
      .toDouble();
}

std::int64_t parameters(const Options& options) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("emotion2vec", options)->parameters())
    count += parameter.numel();
  return count;
}

Options tiny_with(Options more) {
  more.insert(more.begin(), kTiny.begin(), kTiny.end());
  return more;
}

}  // namespace

TEST(Emotion2vec, GivesTheNumbersOfTheReleasedModules) {
  const at::NoGradGuard off;
  // The waveforms of the golden file are fed as they are.
  const auto backbone =
      make_backbone("emotion2vec", {"checkpoint=" + golden().string(), "normalize=false"});
  backbone->eval();
  const auto expected = serhost::weights::read_safetensors(golden() / "expected.safetensors");
  const auto& waves = expected.at("input");
  auto now = step();
  auto& staged = dynamic_cast<serhost::Staged&>(*backbone);
  const serhost::Sequence batch{.values = waves,
                                .lengths = at::full({2}, waves.size(1), at::kLong),
                                .summary = {},
                                .segment_ids = {}};
  const auto out = backbone->forward(batch, now);
  const auto local = staged.run_stage(1, staged.run_stage(0, batch, now), now).values;
  auto before_last = batch;
  for (std::size_t i = 0; i + 1 < staged.stages().size(); ++i)
    before_last = staged.run_stage(i, before_last, now);
  EXPECT_EQ(before_last.values.size(1), 29 + 4) << "tokens travel with the frames";
  for (int clip = 0; clip < 2; ++clip) {
    EXPECT_LT(difference(local[clip], expected.at("local_features")[clip]), 1e-5);
    EXPECT_LT(difference(out.values[clip], expected.at("features")[clip]), 1e-5);
    const auto tokens = expected.at("features_with_tokens")[clip].narrow(0, 0, 4).mean(0);
    EXPECT_LT(difference(out.summary[clip], tokens), 1e-5)
        << "the summary is the mean of the tokens";
    const serhost::Sequence alone{.values = waves.narrow(0, clip, 1),
                                  .lengths = at::full({1}, waves.size(1), at::kLong),
                                  .summary = {},
                                  .segment_ids = {}};
    EXPECT_LT(difference(backbone->forward(alone, now).values[0], expected.at("features")[clip]),
              1e-5);
  }
}

TEST(Emotion2vec, HasTheParametersOfThePublishedModels) {
  constexpr std::int64_t kDecoder = 619776;  // of the training objective, not of the encoder
  EXPECT_EQ(parameters({}) + kDecoder, 93790988);
  EXPECT_EQ(parameters({"tokens=0"}) + kDecoder, 93783308);
}

TEST(Emotion2vec, KeepsItsPromisesWithAndWithoutTokens) {
  for (const char* tokens : {"tokens=3", "tokens=0"}) {
    const auto backbone = make_backbone("emotion2vec", tiny_with({tokens}));
    serhost::testing::expect_conforms(*backbone);
  }
}

TEST(Emotion2vec, GivesEveryParameterAGradient) {
  const auto backbone = make_backbone("emotion2vec", tiny_with({"tokens=3", "layerdrop=0"}));
  auto now = step(true);
  const auto out = backbone->forward(serhost::testing::noise({8000, 4000}), now);
  (out.values.pow(3).sum() + out.summary.pow(3).sum()).backward();
  for (const auto& item : backbone->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().max().item().toDouble(), 0.0) << item.key();
  }
  std::size_t placed = 0;
  auto& staged = dynamic_cast<serhost::Staged&>(*backbone);
  for (std::size_t i = 0; i < staged.stages().size(); ++i)
    placed += staged.stage_parameters(i).size();
  EXPECT_EQ(placed, backbone->parameters().size());
}

TEST(Emotion2vec, RefusesSizesBesideACheckpointThatHasItsOwn) {
  try {
    make_backbone("emotion2vec", {"checkpoint=" + golden().string(), "depth=3"});
    FAIL() << "no fault was found";
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("leave out"), std::string::npos) << fault.what();
  }
}
