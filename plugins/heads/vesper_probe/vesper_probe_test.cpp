// Against the scores of Vesper's own code on the states of a tiny student (tests/golden/vesper).
#include <torch/types.h>

#include <limits>
#include <serhost/testing/head.hpp>

#include "../../backbones/goldens.hpp"

namespace {

std::shared_ptr<serhost::Head> head(std::int64_t width, std::vector<std::string> parameters = {}) {
  return serhost::testing::make_head("vesper_probe", {.width = width, .outputs = 4, .needs = {}},
                                     std::move(parameters));
}

TEST(VesperProbe, HasTheScoresOfThePublishedPoolingAndOfAPlainMean) {
  const auto stored = goldens::read("vesper", "student.safetensors");
  const auto expected = goldens::read("vesper", "expected.safetensors");
  const auto shares = stored.at("probe.weights").softmax(0);
  auto sum = at::zeros({3, 49, 32});
  for (std::int64_t i = 0; i < 5; ++i)
    sum = sum + shares[i] * expected.at("unmasked_layer." + std::to_string(i));
  const auto lengths = torch::tensor({49, 31, 49}, torch::kLong);
  sum[1].narrow(0, 31, 18).fill_(std::numeric_limits<float>::quiet_NaN());
  for (const auto& [frames, name] :
       {std::pair{"49", "probe.logits"}, std::pair{"0", "probe.logits_plain_masked_mean"}}) {
    const auto made = head(32, {"hidden=10", std::string("frames=") + frames});
    auto named = made->named_parameters();
    {
      const torch::NoGradGuard off;
      for (auto& item : named) item.value().copy_(stored.at("probe." + item.key()));
    }
    auto step = serhost::testing::step();
    const auto view = made->forward({.values = sum, .lengths = lengths}, step);
    goldens::expect_close(view.output, expected.at(name), name);
  }
}

TEST(VesperProbe, HasThePublishedParameters) {
  // A weight a hidden state is the backbone's: `layers = "weighted"`.
  EXPECT_EQ(goldens::parameters_of(*head(1024)) + 5, 263'433);
  EXPECT_EQ(goldens::parameters_of(*head(1024)) + 13, 263'441);
}

}  // namespace
