// SpecMAE against the values and gradients of its own code (tests/golden/spec_mae).
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>

#include <serhost/nn/masked_autoencoder.hpp>
#include <serhost/nn/power_windows.hpp>
#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "patches.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::noise;
using serhost::testing::step;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

TEST(SpecMae, ReconstructsWhatTheReferenceReconstructs) {
  const auto stored = goldens::read("spec_mae", "weights.safetensors");
  const auto expected = goldens::read("spec_mae", "expected.safetensors");
  nn::MaskedEncoder encoder({.tokens = 12, .width = 16, .layers = 2, .heads = 4});
  nn::MaskedDecoder decoder({.tokens = 12, .width = 16, .layers = 2, .heads = 4});
  weights::load_into(encoder, goldens::under(stored, "encoder."), {.ignore = {"proj."}});
  weights::load_into(decoder, goldens::under(stored, "decoder."), {.ignore = {"head."}});
  auto weight = stored.at("encoder.proj.weight").clone().requires_grad_();
  auto bias = stored.at("decoder.head.bias").clone().requires_grad_();
  const auto& patches = expected.at("patches");
  const auto seen = static_cast<std::int64_t>(12 * (1 - 0.7));
  const auto kept = expected.at("forward_indexes").narrow(1, 0, seen);
  const auto encoded =
      encoder.forward(at::linear(patches, weight, stored.at("encoder.proj.bias")), kept);
  const auto out = at::linear(decoder.forward(encoded, expected.at("backward_indexes")),
                              stored.at("decoder.head.weight"), bias);
  expect_close(out, expected.at("prediction"), "prediction");
  const auto& mask = expected.at("loss_mask");
  const auto loss = ((out - patches).square() * mask.unsqueeze(-1)).mean() / 0.7;
  EXPECT_NEAR(loss.item<double>(), expected.at("loss").item<double>(), 1e-5);
  loss.backward();
  expect_close(weight.grad(), expected.at("grad.encoder.proj.weight"), "projection");
  expect_close(bias.grad(), expected.at("grad.decoder.head.bias"), "head");
  EXPECT_EQ(goldens::expect_gradients(encoder, expected, "grad.encoder."), 1);
  EXPECT_EQ(goldens::expect_gradients(decoder, expected, "grad.decoder."), 1);
}

TEST(SpecMae, CutsSpectraInPatches) {
  const auto spectra = at::arange(20 * 513, at::kFloat).view({1, 20, 513});
  const auto patches = spec_mae::patches(spectra);
  ASSERT_EQ(patches.sizes(), (std::vector<std::int64_t>{1, 38, 270}));
  // Patch 20: the second block of time, the second of frequency; its 13th value: bin 1, frame 2.
  EXPECT_EQ(patches[0][20][12].item<float>(), (10 + 2) * 513 + 27 + 1);
}

TEST(SpecMae, HearsPowerInWindows) {
  const auto expected = goldens::read("spec_mae", "spectrum.safetensors");
  const auto& signal = expected.at("signal");
  const auto own = nn::PowerWindows(200)(
      {.values = signal.unsqueeze(0), .lengths = at::full({1}, signal.size(0), at::kLong)});
  ASSERT_EQ(own.values.size(1), 1);
  const auto& theirs = expected.at("power_spectrum");  // 7 frames, repeated
  const auto scale = theirs.max().item<double>();
  expect_close(own.values[0][0].narrow(0, 0, 7) / scale, theirs / scale, "power");
  EXPECT_TRUE(at::equal(own.values[0][0].narrow(0, 7, 7), own.values[0][0].narrow(0, 0, 7)));
  const auto longer = nn::PowerWindows(4)(
      {.values = signal.unsqueeze(0), .lengths = at::full({1}, signal.size(0), at::kLong)});
  ASSERT_EQ(longer.values.size(1), 2);  // frames 0 to 3, and 3 to 6
  EXPECT_TRUE(at::equal(longer.values[0][0][3], longer.values[0][1][0]));
}

TEST(SpecMae, HasThePublishedNumberOfParameters) {
  EXPECT_EQ(goldens::parameters_of(*make_backbone("spec_mae")), 7'601'280);
}

TEST(SpecMae, ReadsAFileOfTheWholeAutoencoder) {
  const auto made = make_backbone("spec_mae", {"width=8", "num_layers=2", "heads=2", "frames=10"});
  weights::Tensors file;
  for (const auto& [name, tensor] : weights::state_of(*made)) file["encoder." + name] = tensor;
  file["decoder.mask_token"] = at::full({1, 1, 8}, 0.5);
  const serhost::testing::TemporaryFolder folder;
  const auto path = folder.path() / "spec_mae.safetensors";
  weights::write_safetensors(path, file);
  const auto read = make_backbone("spec_mae", {"width=8", "num_layers=2", "heads=2", "frames=10",
                                               "checkpoint=" + path.string()});
  made->eval();
  read->eval();
  auto now = step();
  const auto audio = noise({5000, 2000});
  const auto one = made->forward(audio, now), two = read->forward(audio, now);
  EXPECT_TRUE(at::equal(one.summary, two.summary));
  EXPECT_EQ(one.lengths[0].item<std::int64_t>(), 2 * 20);  // 16 frames: two windows
  expect_close(one.summary[1], one.values[1][0], "the class token", 1e-7);
  file["encoder.extra"] = at::full({1}, 1.0);
  weights::write_safetensors(path, file);
  EXPECT_ANY_THROW(make_backbone("spec_mae", {"width=8", "num_layers=2", "heads=2", "frames=10",
                                              "checkpoint=" + path.string()}));
}

}  // namespace
