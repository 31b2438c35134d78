// Against the values and gradients of MERBench's own module (tests/golden/merbench), sizes,
// padding.
#include <gtest/gtest.h>
#include <torch/types.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <serhost/testing/head.hpp>
#include <serhost/weights/safetensors.hpp>

namespace {

namespace fs = std::filesystem;

std::map<std::string, torch::Tensor> golden(const std::string& file) {
  const auto* root = std::getenv("SERHOST_SOURCE_DIR");
  std::map<std::string, torch::Tensor> out;
  for (const auto& [name, tensor] : serhost::weights::read_safetensors(
           fs::path(root ? root : ".") / "tests/golden/merbench" / file))
    out.emplace(name, tensor);
  return out;
}

std::shared_ptr<serhost::Head> head(std::int64_t width, std::int64_t outputs, std::int64_t hidden) {
  return serhost::testing::make_head("merbench", {.width = width, .outputs = outputs, .needs = {}},
                                     {"hidden=" + std::to_string(hidden)});
}

std::int64_t parameters(serhost::Head& head) {
  std::int64_t out = 0;
  for (const auto& parameter : head.parameters()) out += parameter.numel();
  return out;
}

TEST(Merbench, HasTheValuesAndGradientsOfItsOwnModule) {
  const auto made = head(10, 1, 6);
  const auto weights = golden("head.safetensors");
  const auto expected = golden("expected.safetensors");
  auto named = made->named_parameters();
  ASSERT_EQ(named.size(), weights.size());
  {
    const torch::NoGradGuard no_gradient;
    for (const auto& [name, tensor] : weights) named[name].copy_(tensor);
  }
  made->eval();
  const auto& features = expected.at("features");  // [5, 10]
  auto step = serhost::testing::step();
  const auto view = made->forward(
      {features.unsqueeze(1), torch::ones({features.size(0)}, torch::kLong), {}, {}}, step);
  EXPECT_TRUE(torch::allclose(view.embedding, expected.at("fused"), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(view.output, expected.at("prediction"), 1e-5, 1e-6));
  const auto loss = (view.output.squeeze(1) - expected.at("labels")).square().mean();
  EXPECT_NEAR(loss.item<double>(), expected.at("loss_mse").item<double>(), 1e-5);
  loss.backward();
  for (const auto* name : {"attention_mlp.linear_2.bias", "audio_encoder.linear_1.weight",
                           "fc_att.weight", "fc_out_2.weight"})
    EXPECT_TRUE(
        torch::allclose(named[name].grad(), expected.at(std::string("grad.") + name), 1e-4, 1e-6))
        << name;
}

TEST(Merbench, HasAsManyParametersAsThePaperCounts) {
  EXPECT_EQ(parameters(*head(768, 1, 64)), 193540);
  EXPECT_EQ(parameters(*head(768, 1, 128)), 477188);
  EXPECT_EQ(parameters(*head(768, 1, 256)), 1314820);
}

TEST(Merbench, TakesTheMeanOfAClipsOwnFrames) {
  const auto made = head(4, 1, 8);
  made->eval();
  auto step = serhost::testing::step();
  const auto frames = torch::randn({1, 3, 4});
  const auto alone = made->forward({frames, torch::tensor({3}, torch::kLong), {}, {}}, step);
  const auto padding = torch::full({1, 2, 4}, std::numeric_limits<float>::quiet_NaN());
  const auto padded = made->forward(
      {torch::cat({frames, padding}, 1), torch::tensor({3}, torch::kLong), {}, {}}, step);
  EXPECT_TRUE(torch::allclose(alone.output, padded.output, 1e-6, 1e-7));
}

}  // namespace
