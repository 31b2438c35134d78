// MSTR against the values and gradients of its definition (tests/golden/mstr).
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/tensor.h>

#include <serhost/testing.hpp>

#include "../goldens.hpp"
#include "network.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::random_frames;
using serhost::testing::step;
namespace weights = serhost::weights;
using Options = std::vector<std::string>;

const Options kTiny = {"width=16", "heads=4",  "hidden=12", "num_layers=2",
                       "factor=3", "scales=3", "window=4",  "dropout=0"};

TEST(Mstr, HasTheValuesAndGradientsOfItsDefinition) {
  const auto stored = goldens::read("mstr", "weights.safetensors");
  const auto expected = goldens::read("mstr", "expected.safetensors");
  auto options = kTiny;
  options.push_back("checkpoint=" + goldens::path("mstr", "weights.safetensors").string());
  const auto backbone = make_backbone("mstr", options);
  auto now = step(true);
  const auto layers = dynamic_cast<serhost::Layerwise&>(*backbone).run_layers(
      {.values = expected.at("input"), .lengths = at::full({2}, 22, at::kLong)}, now);
  expect_close(layers[1].values, expected.at("block0.out"), "block 0");
  expect_close(layers[2].values, expected.at("block1.out"), "block 1");
  const auto layer = [&](const at::Tensor& x, const std::string& name) {
    return at::linear(x, stored.at(name + ".weight"), stored.at(name + ".bias"));
  };
  auto c1 = stored.at("c1.weight").clone().requires_grad_();
  const auto hidden = at::linear(layers[2].values.mean(1), c1, stored.at("c1.bias")).relu();
  const auto logits = layer(layer(hidden, "c2").relu(), "c3");
  expect_close(logits, expected.at("logits"), "logits");
  const auto loss = at::cross_entropy_loss(logits, expected.at("labels"));
  EXPECT_NEAR(loss.item<double>(), expected.at("loss").item<double>(), 1e-5);
  loss.backward();
  expect_close(c1.grad(), expected.at("grad.c1.weight"), "c1");
  EXPECT_EQ(goldens::expect_gradients(*backbone, expected, "grad."), 4);
}

TEST(Mstr, AttendsInWindowsAtEachScale) {
  const auto stored = goldens::read("mstr", "weights.safetensors");
  const auto expected = goldens::read("mstr", "expected.safetensors");
  const mstr::Block block({.width = 16,
                           .heads = 4,
                           .hidden = 12,
                           .factor = 3,
                           .scales = 3,
                           .window = 4,
                           .dropout = 0.0});
  const auto project = [&](const std::string& name) {
    return at::linear(expected.at("input")[0], stored.at("blocks.0." + name + ".weight"),
                      stored.at("blocks.0." + name + ".bias"));
  };
  auto q = project("q"), k = project("k"), v = project("v");
  auto now = step();
  for (int scale = 0; scale < 3; ++scale) {
    if (scale > 0) q = mstr::pooled(q, 3), k = mstr::pooled(k, 3), v = mstr::pooled(v, 3);
    expect_close(block.attend(q, k, v, now),
                 expected.at("block0.scale" + std::to_string(scale) + ".attention")[0],
                 "scale " + std::to_string(scale));
  }
}

TEST(Mstr, PoolsWhatIsThere) {
  const auto frames = at::arange(5, at::kFloat).unsqueeze(1);
  expect_close(mstr::pooled(frames, 3), at::tensor({1.0F, 3.5F}), "5 frames", 1e-7);
  expect_close(mstr::pooled(frames.narrow(0, 0, 2), 3), at::tensor({0.5F}), "2 frames", 1e-7);
}

TEST(Mstr, HasAsManyParametersAsItsDefinitionCounts) {
  const auto of = [](const std::string& blocks) {
    return goldens::parameters_of(*make_backbone("mstr", {"num_layers=" + blocks})) + 657'156;
  };
  EXPECT_EQ(of("5"), 26'940'676);  // the paper says 27.00 M
  EXPECT_EQ(of("4"), 21'683'972);
}

TEST(Mstr, RefusesAFileWithMoreBlocks) {
  auto options = kTiny;
  options[3] = "num_layers=1";
  options.push_back("checkpoint=" + goldens::path("mstr", "weights.safetensors").string());
  try {
    make_backbone("mstr", options);
    FAIL();
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("blocks.1."), std::string::npos) << fault.what();
  }
}

TEST(Mstr, KeepsWhatEveryBackbonePromises) {
  serhost::testing::expect_conforms(*make_backbone("mstr", kTiny));
}

}  // namespace
