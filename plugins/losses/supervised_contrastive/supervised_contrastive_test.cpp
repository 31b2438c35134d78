// The contrast by hand in two dimensions, and what it leaves out.
#include <gmock/gmock.h>

#include <cmath>

#include "../checks.hpp"

namespace {

using serhost::testing::make_loss_for;
using ::testing::HasSubstr;

serhost::Task task() { return serhost::testing::task_of({"a", "b"}, 2); }

double value(const std::vector<std::string>& options, const torch::Tensor& embedding,
             const torch::Tensor& labels, const torch::Tensor& weight = {}) {
  auto step = serhost::testing::step();
  const auto output = torch::zeros({labels.size(0), 2}, torch::kDouble);
  return make_loss_for(task(), "supervised_contrastive", options)
      ->forward({.output = output, .embedding = embedding}, {.label = labels, .weight = weight},
                step)
      .item<double>();
}

torch::Tensor rows(const std::vector<double>& values) {
  return torch::tensor(values, torch::kDouble).view({-1, 2});
}

// Two clips of a class in one direction (of different lengths), one of another at a right angle:
// cosines 1 and 0. Each of the two: -log(e^2 / (e^2 + 1)) at temperature 1/2; the third is left
// out.
TEST(SupervisedContrastive, ComparesAClipWithThoseOfItsClassAgainstAll) {
  const auto embedding = rows({3, 0, 0.5, 0, 0, 2});
  const auto labels = torch::tensor({0, 0, 1});
  const double expected = std::log1p(std::exp(-2.0));
  EXPECT_NEAR(value({"share=1.0", "temperature=0.5"}, embedding, labels), expected, 1e-12);
  EXPECT_NEAR(value({"share=0.25", "temperature=0.5"}, embedding, labels),
              0.75 * std::log(2.0) + 0.25 * expected, 1e-12);
}

TEST(SupervisedContrastive, WeighsClipsByTheWeightsOfTheirClasses) {
  // Clips 0 and 1: cosine 0 to their own, 1 and 0 to the third; clip 2 has no other of its class.
  const auto embedding = rows({1, 0, 0, 1, 1, 0});
  const auto labels = torch::tensor({0, 0, 1});
  const double first = std::log1p(std::exp(1.0)), second = std::log(2.0);
  EXPECT_NEAR(value({"share=1.0", "temperature=1.0"}, embedding, labels,
                    torch::tensor({1.0, 3.0, 5.0}, torch::kDouble)),
              (first + 3 * second) / 4, 1e-12);
}

TEST(SupervisedContrastive, IsZeroWithoutAPairOfOneClass) {
  EXPECT_EQ(value({"share=1.0"}, rows({1, 0}), torch::tensor({0})), 0.0);
  EXPECT_EQ(value({"share=1.0"}, rows({1, 0, 1, 0}), torch::tensor({0, 1})), 0.0);
}

TEST(SupervisedContrastive, AloneAsksForNoOutputAndIsAPartOfWeighted) {
  const auto alone = make_loss_for(task(), "supervised_contrastive", {"share=1.0"});
  EXPECT_FALSE(alone->needs().output);
  try {
    alone->scores({.embedding = rows({1, 0})});
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_THAT(error.what(), HasSubstr("make it a part of 'weighted'"));
  }
  const auto part = make_loss_for(
      task(), "weighted",
      {R"(parts=[{plugin="cross_entropy"}, {plugin="supervised_contrastive", share=1.0}])"});
  EXPECT_TRUE(part->needs().output && part->needs().embedding && part->needs().whole_batch);
}

}  // namespace
