// DST against the values and gradients of its own code (tests/golden/dst).
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/tensor.h>

#include <serhost/testing.hpp>
#include <serhost/testing/head.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "network.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::random_frames;
using serhost::testing::step;
namespace weights = serhost::weights;
using Options = std::vector<std::string>;

const Options kTiny = {"width=16", "heads=4", "hidden=12", "num_layers=2", "window=32"};
Options tiny_with(Options more) {
  more.insert(more.begin(), kTiny.begin(), kTiny.end());
  return more;
}

class Dst : public testing::Test {
 protected:
  weights::Tensors stored = goldens::read("dst", "weights.safetensors");
  weights::Tensors expected = goldens::read("dst", "expected.safetensors");
  at::Tensor input = expected.at("input");
  serhost::Sequence frames{.values = input, .lengths = at::full({2}, 32, at::kLong)};
};

TEST_F(Dst, LooksWhereTheReferenceLooks) {
  dst::Network network({.width = 16,
                        .layers = 2,
                        .heads = 4,
                        .hidden = 12,
                        .window = 32,
                        .rows = 32,
                        .dropout = 0.0});
  expect_close(network.position(), stored.at("position"), "sinusoids", 1e-6);
  weights::load_into(network, stored, {.ignore = {"classifier."}});
  network.eval();
  auto now = step();
  const auto out = network.forward(input, {}, now);
  expect_close(out[0] - stored.at("position"), expected.at("input_norm"), "input norm");
  for (std::size_t i = 0; i < 2; ++i) {
    const auto name = "layer" + std::to_string(i) + ".";
    auto& attention = network.attention(i);
    expect_close(out[i + 1], expected.at(name + "out"), name + "out");
    expect_close(attention.forward(out[i], {}, now), expected.at(name + "attention_out"), name);
    const auto prefix = "layers." + std::to_string(i) + ".attention.qkv.";
    const auto query = at::linear(out[i], stored.at(prefix + "weight"), stored.at(prefix + "bias"))
                           .narrow(2, 0, 16);
    const auto places = attention.places(query);  // [N, H, W]
    expect_close(places.offset.transpose(1, 2), expected.at(name + "offset"), name + "offset");
    expect_close(places.duration.transpose(1, 2), expected.at(name + "duration"), name);
    if (i > 0) continue;
    at::Tensor outside;
    const auto weights = dst::DeformableAttention::point_weights(places, outside);
    const auto& masked = expected.at("layer0.key_masked");
    EXPECT_TRUE(outside.eq(masked.to(at::kBool)).all().item<bool>());
    expect_close(weights, expected.at("layer0.point_weight"), "point weights");
  }
}

TEST_F(Dst, LearnsWhatTheReferenceLearns) {
  const auto backbone = make_backbone(
      "dst", tiny_with({"dropout=0",
                        "checkpoint=" + goldens::path("dst", "weights.safetensors").string()}));
  auto now = step(true);
  const auto layer = [&](at::Tensor x, const std::string& i) {
    return at::linear(x, stored.at("classifier." + i + ".weight"),
                      stored.at("classifier." + i + ".bias"));
  };
  const auto hidden = layer(backbone->forward(frames, now).values, "0").relu();
  const auto scores = layer(layer(hidden, "3").relu(), "6");
  expect_close(scores, expected.at("frame_logits"), "frames");
  expect_close(scores.mean(1), expected.at("logits"), "logits");
  const auto loss = at::cross_entropy_loss(scores.mean(1), expected.at("labels"));
  EXPECT_NEAR(loss.item<double>(), expected.at("loss").item<double>(), 1e-5);
  loss.backward();
  EXPECT_EQ(goldens::expect_gradients(*backbone, expected, "grad."), 10);
}

TEST_F(Dst, HasItsClassifierInTheHeadOfTheHost) {
  EXPECT_EQ(goldens::parameters_of(*make_backbone("dst")) + 1024 * 512 + 512 + 512 * 256 + 256 +
                256 * 4 + 4,
            21'735'236);
}

TEST(DstPlugin, StartsWithThePublishedDurations) {
  const auto bias = make_backbone("dst", {"num_layers=1"})
                        ->named_parameters()["layers.0.attention.offset_duration.bias"];
  expect_close(bias,
               goldens::read("dst", "expected.safetensors").at("init_offset_duration_bias_full"),
               "bias");
}

TEST(DstPlugin, FillsWindowsWithZerosThatCountOrDoNot) {
  for (const bool counted : {true, false}) {
    const auto backbone =
        make_backbone("dst", tiny_with({counted ? "padding=counted" : "padding=masked"}));
    backbone->eval();
    auto now = step();
    const auto clip = random_frames({40}, 16);
    const auto out = backbone->forward(clip, now);
    ASSERT_EQ(out.lengths.item<std::int64_t>(), counted ? 64 : 40);
    const auto first = backbone->forward(
        {.values = clip.values.narrow(1, 0, 32), .lengths = at::tensor({32}, at::kLong)}, now);
    expect_close(out.values.narrow(1, 0, 32), first.values.narrow(1, 0, 32), "first window");
    const auto tail = at::cat({clip.values.narrow(1, 32, 8), at::zeros({1, 24, 16})}, 1);
    const auto second =
        backbone->forward({.values = tail, .lengths = at::tensor({32}, at::kLong)}, now);
    const auto own = out.values.narrow(1, 32, 8), full = second.values.narrow(1, 0, 8);
    if (counted) expect_close(own, full, "second window");
    else EXPECT_GT((own - full).abs().max().item<double>(), 1e-3);
  }
}

TEST(DstPlugin, FreezesItsPositions) {
  const auto backbone = make_backbone("dst", tiny_with({"positions=frozen_xavier"}));
  EXPECT_LE(backbone->named_buffers()["position"].abs().max().item<double>(),
            std::sqrt(6.0 / 2016));
  EXPECT_FALSE(backbone->named_parameters().contains("position"));
}

TEST(DstPlugin, SaysWhatAWrongCheckpointHas) {
  try {
    make_backbone("dst", {"width=16", "heads=4", "hidden=12", "num_layers=2", "window=40",
                          "checkpoint=" + goldens::path("dst", "weights.safetensors").string()});
    FAIL();
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("no rows for a window of 40"), std::string::npos)
        << fault.what();
  }
}

TEST(DstPlugin, KeepsWhatEveryBackbonePromises) {
  for (const Options& more : {Options{}, {"padding=masked"}})
    serhost::testing::expect_conforms(*make_backbone("dst", tiny_with(more)));
}

}  // namespace
