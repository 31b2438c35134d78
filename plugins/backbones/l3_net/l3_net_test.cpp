// L3-Net against OpenL3's network and both of its front ends (tests/golden/l3_net).
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "front_end.hpp"
#include "network.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::step;
namespace weights = serhost::weights;

double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

/// Weights of the published size, from the congruential generator that the reference was run with.
weights::Tensors generated(const torch::nn::Module& module) {
  std::uint32_t state = 1;
  const auto draw = [&] {
    state = 1664525U * state + 1013904223U;
    return 2.0 * static_cast<double>(state) / 4294967296.0 - 1.0;
  };
  const auto named = weights::state_of(module);
  weights::Tensors out;
  const auto fill = [&](const std::string& name, auto value) {
    auto tensor = named.at(name).clone().contiguous();
    auto* x = tensor.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) x[i] = static_cast<float>(value(draw()));
    out[name] = tensor;
  };
  const auto norm = [&](const std::string& name, bool input) {
    fill(name + ".gamma", [](double u) { return 1 + 0.2 * u; });
    fill(name + ".beta", [](double u) { return 0.1 * u; });
    fill(name + ".moving_mean", [&](double u) { return input ? 10 * u - 40 : 0.1 * u; });
    fill(name + ".moving_variance", [&](double u) { return (input ? 400 : 1) * (1 + 0.5 * u); });
  };
  norm("input_norm", true);
  for (int block = 1; block <= 4; ++block) {
    for (int i = 1; i <= 2; ++i) {
      const auto name = "block" + std::to_string(block) + ".";
      const auto convolution = name + "conv" + std::to_string(i);
      const auto inputs = static_cast<double>(named.at(convolution + ".kernel").size(2));
      fill(convolution + ".kernel", [&](double u) { return u * std::sqrt(6 / (9 * inputs)); });
      fill(convolution + ".bias", [](double u) { return 0.1 * u; });
      if (block < 4 || i < 2) norm(name + "bn" + std::to_string(i), false);
    }
  }
  return out;
}

at::Tensor every_20th(const at::Tensor& x) { return x.slice(1, 0, std::nullopt, 20); }

}  // namespace

TEST(L3Net, GivesTheMapsAndVectorsOfOpenL3) {
  const auto expected = goldens::read("l3_net", "expected.safetensors");
  l3_net::Network network(4);
  weights::load_into(network, goldens::read("l3_net", "weights.safetensors"), {});
  network.eval();
  const auto map = network.map(expected.at("input_db").unsqueeze(0));
  expect_close(map[0].permute({1, 2, 0}), expected.at("map"), "map");
  expect_close(l3_net::Network::embedding(map, {16, 24}), expected.at("embedding512"), "512");
  expect_close(l3_net::Network::embedding(map, {4, 8}), expected.at("embedding6144"), "6144");
}

TEST(L3Net, HearsWhatOpenL3Hears) {
  const auto expected = goldens::read("l3_net", "full.safetensors");
  for (const auto* input : {"mel128", "mel256", "linear"}) {
    for (const auto* front_end : {"kapre", "librosa"}) {
      const l3_net::FrontEnd own({.input = input, .front_end = front_end});
      const auto level = own.decibels(expected.at("signal"));
      EXPECT_EQ(level.size(0), own.bands());
      EXPECT_EQ(level.size(1), own.columns());
      const auto& theirs = expected.at(std::string(input) + "." + front_end + "_db");
      EXPECT_LT(largest(every_20th(level) - theirs), front_end[0] == 'k' ? 3e-3 : 1e-3)
          << input << " " << front_end;
    }
  }
}

TEST(L3Net, GivesTheVectorsOfThePublishedSize) {
  const auto expected = goldens::read("l3_net", "full.safetensors");
  const at::NoGradGuard off;
  for (const auto* input : {"mel128", "mel256"}) {
    l3_net::Network network(64);
    EXPECT_EQ(goldens::parameters_of(network), 4'687'042);
    EXPECT_EQ(goldens::parameters_of(network) + goldens::buffers_of(network), 4'689'860);
    weights::load_into(network, generated(network), {});
    network.eval();
    const l3_net::FrontEnd front_end({.input = input});
    const auto map = network.map(front_end.decibels(expected.at("signal")).unsqueeze(0));
    const bool small = std::string(input) == "mel128";
    const auto prefix = std::string("full.") + input + ".embedding";
    const auto compare = [&](const l3_net::Pool& pool, const at::Tensor& theirs) {
      EXPECT_LT(largest(l3_net::Network::embedding(map, pool)[0] - theirs) / largest(theirs), 1e-4)
          << input;
    };
    compare(small ? l3_net::Pool{16, 24} : l3_net::Pool{32, 24}, expected.at(prefix + "512"));
    if (small) compare({4, 8}, expected.at(prefix + "6144"));
  }
}

TEST(L3NetPlugin, GivesAVectorForEachWindow) {
  const auto checkpoint = goldens::path("l3_net", "weights.safetensors").string();
  const auto backbone = make_backbone("l3_net", {"checkpoint=" + checkpoint, "input=mel128"});
  EXPECT_EQ(backbone->width(), 32);
  EXPECT_EQ(backbone->frames(1), 1);
  EXPECT_EQ(backbone->frames(24000), 1);  // half a second of silence in front
  EXPECT_EQ(backbone->frames(24001), 2);
  EXPECT_EQ(backbone->frames(48000), 6);
  EXPECT_EQ(make_backbone("l3_net", {"channels=1", "center=false"})->frames(48001), 2);
  EXPECT_EQ(make_backbone("l3_net")->width(), 512);
  for (const auto* input : {"input=mel128", "input=mel256", "input=linear"})
    EXPECT_EQ(make_backbone("l3_net", {"embedding=6144", input})->width(), 6144);
  const auto expected = goldens::read("l3_net", "full.safetensors");
  backbone->eval();
  auto now = step();
  const auto& signal = expected.at("signal");
  const auto out = backbone->forward(
      {.values = signal.unsqueeze(0), .lengths = at::tensor({48000}, at::kLong)}, now);
  l3_net::Network network(4);
  weights::load_into(network, goldens::read("l3_net", "weights.safetensors"), {});
  network.eval();
  const l3_net::FrontEnd front_end({.input = "mel128"});
  const auto last = network.map(front_end.decibels(signal).unsqueeze(0));
  expect_close(out.values[0][5], l3_net::Network::embedding(last, {16, 24}), "the sixth window");
}

TEST(L3NetPlugin, RefusesOtherEmbeddings) {
  EXPECT_ANY_THROW(make_backbone("l3_net", {"channels=1", "embedding=1024"}));
}
