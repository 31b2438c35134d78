// The bundled losses against losses.json: values and gradients from PyTorch's functions and
// autograd, see make.py. Double precision on both sides; 1e-7 leaves room for the order of sums and
// for the 1e-8 in the concordance loss.
#include <torch/nn/module.h>
#include <torch/types.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <serhost/testing.hpp>

namespace {

using nlohmann::json;
using serhost::testing::make_loss;

json golden() {
  const auto* root = std::getenv("SERHOST_SOURCE_DIR");
  std::ifstream file(std::string(root ? root : ".") + "/tests/golden/losses/losses.json");
  return json::parse(file);
}

torch::Tensor rows(const json& table) {
  std::vector<double> values;
  for (const auto& row : table) {
    for (const auto& value : row)
      values.push_back(value.is_null() ? std::nan("") : value.get<double>());
  }
  return torch::tensor(values, torch::kDouble).view({static_cast<std::int64_t>(table.size()), -1});
}

double worst(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

TEST(GoldenLosses, HaveTheValuesAndGradientsOfPyTorch) {
  const auto data = golden();
  const auto classes = data["classes"].get<std::vector<std::string>>();
  ASSERT_GE(data["cases"].size(), 20u);
  for (const auto& expected : data["cases"]) {
    SCOPED_TRACE(expected["plugin"].dump() + expected["options"].dump() +
                 expected["targets"].dump());
    const auto loss =
        make_loss(expected["plugin"], expected["options"].get<std::vector<std::string>>(), classes);
    serhost::Targets targets;
    if (expected["targets"] == "soft") targets.soft = rows(data["soft"]);
    else if (expected["targets"] == "multi_hot") targets.multi_hot = rows(data["multi_hot"]);
    else if (expected["targets"] == "dimensions") targets.dimensions = rows(data["dimensions"]);
    else targets.label = torch::tensor(data["labels"].get<std::vector<std::int64_t>>());
    auto step = serhost::testing::step();
    const auto output = rows(data["logits"]).requires_grad_(true);
    const auto value = loss->forward({.output = output}, targets, step).mean();
    value.backward();
    EXPECT_NEAR(value.item<double>(), expected["value"].get<double>(), 1e-7);
    EXPECT_LT(worst(output.grad(), rows(expected["gradient"])), 1e-7);
  }
}

// The embedding is the first axis; a class at cosine c has the direction (c, sqrt(1 - c^2)).
TEST(GoldenLosses, AdditiveAngularMarginHasTheLogitsOfPyTorchForGivenCosines) {
  const auto data = golden();
  const auto cosines = rows(data["cosines"]);
  for (const auto& expected : data["aam"]) {
    SCOPED_TRACE(expected.dump());
    for (std::int64_t i = 0; i < cosines.size(0); ++i) {
      const auto loss = serhost::testing::make_loss_for(
          serhost::testing::task_of({"a", "b", "c", "d"}, 2), "aam",
          {"margin=" + expected["margin"].dump(), "scale=" + expected["scale"].dump(),
           "easy_margin=" + expected["easy_margin"].dump()});
      auto& module = dynamic_cast<torch::nn::Module&>(*loss);
      module.to(torch::kDouble);
      {
        const torch::NoGradGuard no_gradient;
        module.named_parameters()["weight"].copy_(
            torch::stack({cosines[i], (1 - cosines[i] * cosines[i]).sqrt()}, 1));
      }
      auto step = serhost::testing::step();
      const auto embedding = torch::tensor({1.0, 0.0}, torch::kDouble).unsqueeze(0);
      const auto value =
          loss->forward({.embedding = embedding}, {.label = torch::tensor({0}, torch::kLong)}, step)
              .item<double>();
      EXPECT_NEAR(value, expected["values"][i].get<double>(), 1e-7);

      // loss = log(e^t + e^rest) - t, hence t = rest - log(e^loss - 1).
      const auto others =
          (cosines[i].slice(0, 1) * expected["scale"].get<double>()).logsumexp({0}).item<double>();
      EXPECT_NEAR(others - std::log(std::expm1(value)), expected["target_logits"][i].get<double>(),
                  1e-6);
    }
  }
}

}  // namespace
