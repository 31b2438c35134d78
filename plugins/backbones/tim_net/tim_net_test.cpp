// TIM-Net against the values and gradients of its Keras code, and its front end against librosa and
// resampy (tests/golden/tim_net).
#include <ATen/ops/full.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "front_end.hpp"
#include "network.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::noise;
using serhost::testing::step;
namespace weights = serhost::weights;

class TimNet : public testing::Test {
 protected:
  TimNet() : network({.inputs = 7, .filters = 6, .blocks = 3, .dropout = 0.0}) {
    weights::load_into(network, stored, {.ignore = {"dense."}});
    const auto& input = expected.at("input");
    frames = {.values = input, .lengths = at::full({input.size(0)}, input.size(1), at::kLong)};
  }
  at::Tensor logits(const at::Tensor& pooled) const {
    return pooled.matmul(stored.at("dense.kernel")) + stored.at("dense.bias");
  }

  weights::Tensors stored = goldens::read("tim_net", "weights.safetensors");
  weights::Tensors expected = goldens::read("tim_net", "expected.safetensors");
  tim_net::Network network;
  serhost::Sequence frames;
};

TEST_F(TimNet, GivesWhatTheReferenceGives) {
  network.eval();
  auto now = step();
  const auto ahead = network.ahead().forward(frames.values, frames.lengths, now);
  const auto back = network.back().forward(frames.values.flip(1), frames.lengths, now);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto block = "block" + std::to_string(i);
    expect_close(ahead[i], expected.at("eval.forward." + block), block);
    expect_close(back[i], expected.at("eval.backward." + block), block + " backward");
  }
  std::vector<at::Tensor> means;
  for (const auto& block : network.blocks(frames, now)) means.push_back(block.mean(1));
  expect_close(at::stack(means, 1), expected.at("stack"), "stack");
  const auto pooled = network.forward(frames, now).mean(1);
  expect_close(pooled, expected.at("pooled"), "pooled");
  expect_close(logits(pooled), expected.at("logits"), "logits");
}

TEST_F(TimNet, LearnsWhatTheReferenceLearns) {
  network.train();
  auto now = step(true);
  const auto log_p = at::log_softmax(logits(network.forward(frames, now).mean(1)), 1);
  const auto smoothing =
      serhost::testing::make_loss("label_smoothing", {"epsilon=0.1"}, {"a", "b", "c", "d"});
  const auto loss = -(log_p * expected.at("smoothed_labels")).sum(1).mean();
  EXPECT_NEAR(loss.item<double>(), expected.at("train.loss").item<double>(), 1e-5);
  EXPECT_NEAR(serhost::testing::value(*smoothing, log_p.detach(), {expected.at("labels")}),
              loss.item<double>(), 1e-5);
  loss.backward();
  EXPECT_EQ(goldens::expect_gradients(network, expected, "train.grad."), 53);
  for (const auto& buffer : network.named_buffers())
    expect_close(buffer.value(), expected.at("train.after_forward." + buffer.key()), buffer.key());
}

TEST_F(TimNet, TakesEachClipAtItsOwnLength) {
  network.eval();
  auto now = step();
  const auto whole = network.forward(frames, now);
  auto padded = frames;
  padded.values = at::zeros({5, 33, 7});
  padded.values.narrow(1, 0, 20).copy_(frames.values);
  expect_close(network.forward(padded, now).narrow(1, 0, 20), whole, "padded");
}

TEST(TimNetFrontEnd, IsThatOfLibrosa) {
  const auto expected = goldens::read("tim_net", "mfcc.safetensors");
  const auto& signal = expected.at("signal");
  const serhost::Sequence audio{.values = signal.unsqueeze(0),
                                .lengths = at::full({1}, signal.size(0), at::kLong)};
  for (const auto* padding : {"zeros", "reflect"}) {
    const auto name = std::string(padding) == "zeros" ? "constant" : "reflect";
    const auto own = tim_net::FrontEnd({.padding = padding})(audio).values[0].t();
    const auto& theirs = expected.at(std::string("mfcc_") + name);
    ASSERT_EQ(own.sizes(), theirs.sizes());
    EXPECT_LT((own - theirs).abs().max().item<double>(), 1e-3) << padding;
  }
  const auto power = serhost::nn::Spectrogram({})(signal);
  const auto mel = power.matmul(serhost::nn::slaney_filters(22050, 2048, 128).to(at::kFloat)).t();
  const auto& theirs = expected.at("mel_constant");
  EXPECT_LT(((mel - theirs).abs().max() / theirs.max()).item<double>(), 1e-5);
  EXPECT_LT(
      (serhost::nn::decibels(mel) - expected.at("mel_db_constant")).abs().max().item<double>(),
      1e-3);
  const auto filters = serhost::nn::slaney_filters(22050, 2048, 128).t();
  const std::vector<std::int64_t> rows = {0, 40, 127};
  for (std::size_t i = 0; i < rows.size(); ++i)
    expect_close(filters[rows[i]],
                 expected.at("mel_filter_rows_0_40_127")[static_cast<std::int64_t>(i)], "filter");
  expect_close(tim_net::fit(signal, 12000), expected.at("fit_short"), "fit", 0.0 + 1e-9);
  expect_close(tim_net::fit(signal, 9000), expected.at("fit_long"), "fit", 1e-9);
  const auto fitted = tim_net::FrontEnd({.fit = 12000})(audio).values[0].t();
  EXPECT_LT((fitted - expected.at("mfcc_fit_short_constant")).abs().max().item<double>(), 1e-3);
}

TEST(TimNetFrontEnd, HasTheFramesOfThePublishedFeatures) {
  for (const auto& [samples, frames] : std::map<std::int64_t, std::int64_t>{
           {88000, 172}, {96000, 188}, {110000, 215}, {130000, 254}, {310000, 606}})
    EXPECT_EQ(make_backbone("tim_net", {"fit=" + std::to_string(samples)})->frames(5000), frames);
}

TEST(SincResampler, IsThatOfResampy) {
  const auto expected = goldens::read("tim_net", "resampled.safetensors");
  using serhost::nn::SincFilter;
  for (const auto& [from, to] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {16000, 22050}, {48000, 22050}, {44100, 48000}, {16000, 48000}}) {
    const auto name = std::to_string(from) + "_" + std::to_string(to) + ".";
    const auto& input = expected.at(name + "input");
    expect_close(serhost::nn::SincResampler(from, to, SincFilter::kaiser_best_64())(input),
                 expected.at(name + "kaiser_best_64"), name + "64");
    expect_close(serhost::nn::SincResampler(from, to, SincFilter::kaiser_best_50())(input),
                 expected.at(name + "kaiser_best_50"), name + "50");
  }
}

TEST(TimNetPlugin, HasThePublishedNumberOfParameters) {
  const auto whole = [](const std::string& blocks, std::int64_t classes) {
    const auto backbone = make_backbone("tim_net", {"blocks=" + blocks});
    return goldens::parameters_of(*backbone) + goldens::buffers_of(*backbone) + 40 * classes;
  };
  EXPECT_EQ(whole("8", 4), 106'872);
  EXPECT_EQ(whole("8", 7), 106'992);
  EXPECT_EQ(whole("10", 4), 132'770);
  EXPECT_EQ(goldens::parameters_of(*make_backbone("tim_net")) + 40 * 7, 104'496);
}

TEST(TimNetPlugin, ReadsItsWeightsAndTheirSizes) {
  const auto checkpoint = goldens::path("tim_net", "weights.safetensors");
  const auto backbone = make_backbone("tim_net", {"checkpoint=" + checkpoint.string()});
  EXPECT_EQ(backbone->width(), 6);
  EXPECT_EQ(goldens::parameters_of(*backbone), 1207 - 28);  // but for the dense layer
  EXPECT_EQ(dynamic_cast<serhost::Provenance&>(*backbone).weight_files(), std::vector{checkpoint});
  try {
    make_backbone("tim_net", {"checkpoint=" + checkpoint.string(), "blocks=4"});
    FAIL();
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("block3"), std::string::npos) << fault.what();
  }
}

TEST(TimNetPlugin, KeepsWhatEveryBackbonePromises) {
  serhost::testing::expect_conforms(
      *make_backbone("tim_net", {"blocks=3", "filters=6", "coefficients=7"}));
}

}  // namespace
