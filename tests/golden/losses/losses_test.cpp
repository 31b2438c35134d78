// The bundled losses against losses.json: values and gradients from PyTorch's functions and
// autograd, see make.py: to 1e-10 in double precision, and to 1e-6 in single precision, which is
// what trains.
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

/// A parameter [N] or [N, M] as lists of numbers.
torch::Tensor shaped(const json& table, const torch::Tensor& like) {
  if (table[0].is_array()) return rows(table);
  return torch::tensor(table.get<std::vector<double>>(), torch::kDouble).view(like.sizes());
}

double worst(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

serhost::Step step_of(const json& expected) {
  auto step = serhost::testing::step(expected["training"].get<bool>());
  step.epoch = expected["epoch"];
  step.epochs = expected["epochs"];
  return step;
}

/// A value and a gradient in `type` against those that are expected, relative to the largest.
void expect_near(const torch::Tensor& value, const torch::Tensor& gradient, const json& expected,
                 torch::ScalarType type) {
  const double tolerance = type == torch::kDouble ? 1e-10 : 1e-6;
  const double exact = expected["value"];
  EXPECT_NEAR(value.item<double>(), exact, tolerance * std::max(1.0, std::abs(exact)));
  const auto slopes = rows(expected["gradient"]);
  EXPECT_LT(worst(gradient.to(torch::kDouble), slopes),
            tolerance * std::max(1.0, slopes.abs().max().item<double>()));
}

/// Targets of a case, in `type`.
serhost::Targets targets_of(const json& data, const std::string& kind, torch::ScalarType type) {
  if (kind == "soft") return {.soft = rows(data["soft"]).to(type)};
  if (kind == "multi_hot") return {.multi_hot = rows(data["multi_hot"]).to(type)};
  if (kind == "dimensions") return {.dimensions = rows(data["dimensions"]).to(type)};
  return {.label = torch::tensor(data["labels"].get<std::vector<std::int64_t>>())};
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
    for (const auto type : {torch::kDouble, torch::kFloat}) {
      auto step = step_of(expected);
      const auto output = rows(data["logits"]).to(type).requires_grad_(true);
      const auto value =
          loss->forward({.output = output}, targets_of(data, expected["targets"], type), step)
              .mean();
      value.backward();
      expect_near(value, output.grad(), expected, type);
    }
  }
}

// Losses of the embedding, and those with weights of their own, whose gradients are told, too.
TEST(GoldenLosses, OfEmbeddingsHaveTheValuesAndGradientsOfPyTorch) {
  const auto data = golden();
  const serhost::Targets targets{
      .label = torch::tensor(data["embedded_labels"].get<std::vector<std::int64_t>>()),
      .weight = torch::tensor(data["embedded_weight"].get<std::vector<double>>(), torch::kDouble)};
  ASSERT_GE(data["modules"].size(), 4u);
  for (const auto& expected : data["modules"]) {
    SCOPED_TRACE(expected["plugin"].dump() + expected["options"].dump());
    const auto loss = serhost::testing::make_loss_for(
        serhost::testing::task_of({"a", "b", "c", "d"}, 3), expected["plugin"],
        expected["options"].get<std::vector<std::string>>());
    auto& module = dynamic_cast<torch::nn::Module&>(*loss);
    for (const auto type : {torch::kDouble, torch::kFloat}) {
      module.to(type);
      module.zero_grad();
      auto own = module.named_parameters();
      ASSERT_EQ(own.size(), expected["parameters"].size());
      for (const auto& [name, value] : expected["parameters"].items()) {
        const torch::NoGradGuard no_gradient;
        own[name].copy_(shaped(value, own[name]));
      }
      auto step = serhost::testing::step();
      const auto embedding = rows(data["embedding"]).to(type).requires_grad_(true);
      const auto value = loss->forward({.embedding = embedding}, targets, step).mean();
      value.backward();
      expect_near(value, embedding.grad(), expected, type);
      for (const auto& [name, gradient] : expected["own_gradients"].items()) {
        EXPECT_LT(worst(own[name].grad().to(torch::kDouble), shaped(gradient, own[name])),
                  type == torch::kDouble ? 1e-10 : 1e-5)
            << name;
      }
    }
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
      EXPECT_NEAR(value, expected["values"][i].get<double>(), 1e-7);  // the floor of the sine

      // loss = log(e^t + e^rest) - t, hence t = rest - log(e^loss - 1).
      const auto others =
          (cosines[i].slice(0, 1) * expected["scale"].get<double>()).logsumexp({0}).item<double>();
      EXPECT_NEAR(others - std::log(std::expm1(value)), expected["target_logits"][i].get<double>(),
                  1e-6);
    }
  }
}

}  // namespace
