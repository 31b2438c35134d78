// VGGish against torchvggish's layers (tests/golden/vggish/make_golden.py), its patches, and what
// every backbone promises.
#include <ATen/TensorOperators.h>
#include <ATen/autocast_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <serhost/testing.hpp>
#include <serhost/weights/safetensors.hpp>

namespace {

using serhost::testing::make_backbone;
using serhost::testing::noise;
using serhost::testing::step;
using Options = std::vector<std::string>;

double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

std::filesystem::path golden(const std::string& name) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
  return std::filesystem::path(source) / "tests/golden/vggish" / name;
}

Options tiny_with(Options more) {
  more.push_back("width=0.015625");  // 1/64: 8 channels, 64 hidden units
  return more;
}

}  // namespace

TEST(Vggish, KeepsWhatEveryBackbonePromises) {
  for (const Options& more : {Options{},
                              {"patch_hop=0.24"},
                              {"norm=group", "normalize=utterance"},
                              {"embedding_relu=true"}}) {
    const auto backbone = make_backbone("vggish", tiny_with(more));
    serhost::testing::expect_conforms(*backbone);
  }
}

TEST(Vggish, GivesAClipTheSamePatchesInAnyCompany) {
  const auto backbone = make_backbone("vggish", tiny_with({"norm=group", "patch_hop=0.3"}));
  backbone->eval();
  auto now = step();
  const std::vector<std::int64_t> lengths = {48000, 15600, 31337, 1, 20000};  // 1 to 8 patches
  const auto batch = noise(lengths);
  const auto together = backbone->forward(batch, now);
  for (std::int64_t clip = 0; clip < 5; ++clip) {
    const auto length = lengths[static_cast<std::size_t>(clip)];
    const auto alone =
        backbone->forward({.values = batch.values.narrow(0, clip, 1).narrow(1, 0, length),
                           .lengths = at::tensor({length}, at::kLong)},
                          now);
    ASSERT_EQ(alone.values.size(1), backbone->frames(length));
    // Relative to what the network gives: group norm of a nearly silent patch amplifies the
    // rounding of its input.
    const auto difference =
        largest(alone.values[0] - together.values[clip].narrow(0, 0, alone.values.size(1)));
    EXPECT_LT(difference / largest(alone.values), 1e-5) << length << ": " << largest(alone.values);
  }
}

TEST(Vggish, GivesWhatTorchvggishGivesFromItsWeights) {
  const auto backbone =
      make_backbone("vggish", tiny_with({"checkpoint=" + golden("weights.safetensors").string()}));
  backbone->eval();
  const auto expected = serhost::weights::read_safetensors(golden("golden.safetensors"));
  const auto audio = expected.at("pcm").to(at::kFloat).div(32768).unsqueeze(0);
  const serhost::Sequence input{.values = audio,
                                .lengths = at::full({1}, audio.size(1), at::kLong)};
  auto now = step();
  const auto patches = dynamic_cast<serhost::Staged&>(*backbone).run_stage(0, input, now);
  EXPECT_LT(largest(patches.values[0] - expected.at("patches")),
            5e-5);  // fp32 against fp64 near the floor, see the front ends' tests
  EXPECT_LT(largest(backbone->forward(input, now).values[0] - expected.at("output")), 1e-5);
  EXPECT_EQ(dynamic_cast<serhost::Provenance&>(*backbone).weight_files().size(), 1u);
}

TEST(Vggish, RefusesWeightsOfAnotherWidth) {
  try {
    make_backbone("vggish",
                  {"width=0.03125", "checkpoint=" + golden("weights.safetensors").string()});
    FAIL();
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("embeddings.0.weight is [64, 192]"), std::string::npos)
        << fault.what();
  }
}

TEST(Vggish, HasThePublishedNumberOfParameters) {
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("vggish")->parameters()) count += parameter.numel();
  EXPECT_EQ(count, 72'141'184);
}

TEST(Vggish, CountsWholePatchesAndTakesShortClipsForOne) {
  const auto backbone = make_backbone("vggish", tiny_with({}));
  EXPECT_EQ(backbone->frames(1), 1);
  EXPECT_EQ(backbone->frames(15600), 1);
  EXPECT_EQ(backbone->frames(15600 + 96 * 160 - 1), 1);
  EXPECT_EQ(backbone->frames(15600 + 96 * 160), 2);
  EXPECT_EQ(make_backbone("vggish", tiny_with({"patch_hop=0.48"}))->frames(15600 + 96 * 160), 3);
}

TEST(Vggish, TakesAShortClipForOneFollowedBySilence) {
  const auto backbone = make_backbone("vggish", tiny_with({}));
  auto now = step();
  auto clip = noise({16000});
  clip.values.narrow(1, 9000, 7000).zero_();
  const auto whole = backbone->forward(clip, now);
  const auto alone = backbone->forward(
      {.values = clip.values.narrow(1, 0, 9000), .lengths = at::tensor({9000}, at::kLong)}, now);
  auto junk = clip.values.clone();
  junk.narrow(1, 9000, 7000).fill_(0.5);
  const auto behind =
      backbone->forward({.values = junk, .lengths = at::tensor({9000}, at::kLong)}, now);
  EXPECT_LT(largest(alone.values - whole.values), 1e-6);
  EXPECT_LT(largest(behind.values - whole.values), 1e-6);
}

TEST(Vggish, OverlappingPatchesContainThoseThatDoNotOverlap) {
  const auto apart = make_backbone("vggish", tiny_with({}));
  const auto overlapping = make_backbone("vggish", tiny_with({"patch_hop=0.48"}));
  auto now = step();
  const auto few = dynamic_cast<serhost::Staged&>(*apart).run_stage(0, noise({48000}), now);
  const auto many = dynamic_cast<serhost::Staged&>(*overlapping).run_stage(0, noise({48000}), now);
  for (std::int64_t patch = 0; patch < few.values.size(1); ++patch)
    EXPECT_TRUE(at::equal(few.values[0][patch], many.values[0][2 * patch]));
}

TEST(Vggish, GivesEveryParameterAGradient) {
  const auto backbone = make_backbone("vggish", tiny_with({"norm=group", "dropout=0.2"}));
  const auto& staged = dynamic_cast<const serhost::Staged&>(*backbone);
  auto now = step(true);
  backbone->forward(noise({32000, 16000}), now).values.square().sum().backward();
  for (const auto& item : backbone->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(largest(item.value().grad()), 0.0) << item.key();
  }
  EXPECT_EQ(staged.stage_parameters(0).size() + staged.stage_parameters(1).size() +
                staged.stage_parameters(2).size(),
            backbone->parameters().size());
}

TEST(Vggish, KeepsTheSizeOfItsInputFromLayerToLayer) {
  // Random weights must neither blow the signal up nor let it die: the embeddings of noise are of
  // order 1.
  const auto backbone = make_backbone("vggish", {"width=0.125"});
  auto now = step();
  const auto spread = backbone->forward(noise({48000}), now).values.std().item<double>();
  EXPECT_GT(spread, 0.1);
  EXPECT_LT(spread, 30.0);
}

TEST(Vggish, RunsUnderAutocast) {
  const auto backbone = make_backbone("vggish", tiny_with({"norm=group"}));
  auto now = step();
  const auto exact = backbone->forward(noise({32000, 16000}), now).values;
  at::autocast::set_autocast_enabled(at::kCPU, true);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  const auto lowered = backbone->forward(noise({32000, 16000}), now).values;
  at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(at::kCPU, false);
  EXPECT_EQ(lowered.scalar_type(), at::kFloat);
  EXPECT_LT(largest(lowered - exact), 0.1 * largest(exact));
  lowered.sum().backward();
  for (const auto& item : backbone->named_parameters())
    EXPECT_TRUE(item.value().grad().defined()) << item.key();
}
