// Support vector machines against libsvm's, as scikit-learn has them (tests/golden/classical);
// libsvm keeps its products in single precision.
#include <ATen/ops/cdist.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <gmock/gmock.h>

#include "../classical_goldens.hpp"
#include "solver.hpp"

namespace {

using namespace classical_goldens;

at::Tensor standardized(const std::string& name) {
  return (expected().at(name) - expected().at("mean")) / expected().at("deviation");
}

at::Tensor kernel(const std::string& which, const at::Tensor& a, const at::Tensor& b) {
  return which == "rbf" ? (at::cdist(a, b).square() * -0.2).exp() : at::matmul(a, b.t());
}

/// Decision values of a pair of classes for the test rows.
at::Tensor decisions(const std::string& which, std::int64_t i, std::int64_t j) {
  const auto label = expected().at("label");
  const auto of = label.eq(i).logical_or(label.eq(j)).nonzero().squeeze(1);
  const auto x = standardized("x").index_select(0, of);
  std::vector<double> y, largest;
  for (std::int64_t row = 0; row < of.size(0); ++row) {
    y.push_back(label[of[row]].item<std::int64_t>() == i ? 1.0 : -1.0);
    largest.push_back(2.0 * expected().at("weight")[of[row]].item<double>());
  }
  const auto machine = svm::solve(kernel(which, x, x), y, largest, 1e-10);
  return at::matmul(at::tensor(machine.coefficients, at::kDouble),
                    kernel(which, x, standardized("test"))) -
         machine.rho;
}

TEST(SvmSolver, FindsTheOptimumOfLibsvm) {
  for (const std::string which : {"rbf", "linear"}) {
    expect_near(decisions(which, 0, 1), expected().at(which)[0], 1e-5);
    expect_near(decisions(which, 0, 2), expected().at(which)[1], 1e-5);
    expect_near(decisions(which, 1, 2), expected().at(which)[2], 1e-5);
  }
}

TEST(SvmSolver, FitsPlattsSigmoid) {
  std::vector<double> values, y;
  for (std::int64_t i = 0; i < 10; ++i) {
    values.push_back(expected().at("rbf")[0][i].item<double>());
    y.push_back(i % 2 == 0 ? 1.0 : -1.0);
  }
  const auto sigmoid = svm::fit_sigmoid(values, y);
  EXPECT_NEAR(sigmoid.a, expected().at("platt")[0].item<double>(), 1e-5);
  EXPECT_NEAR(sigmoid.b, expected().at("platt")[1].item<double>(), 1e-5);
}

// Where the pairs agree with one distribution, that one is found.
TEST(SvmSolver, CouplesPairs) {
  const std::vector<double> p = {0.5, 0.2, 0.3};
  std::vector<std::vector<double>> pairs(3, std::vector<double>(3, 0.5));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      if (i != j) pairs[i][j] = p[i] / (p[i] + p[j]);
  EXPECT_THAT(svm::couple(pairs), testing::Pointwise(testing::DoubleNear(1e-6), p));
}

// Three clusters far apart.
TEST(Svm, GivesEachClipItsClassAndProbabilitiesThatSumToOne) {
  const auto label = at::arange(36).remainder(3);
  auto rows = at::arange(180, at::kDouble).sin().view({36, 5}) * 0.1;
  for (std::int64_t i = 0; i < 36; ++i) rows[i][i % 3] += 2.0;
  for (const std::string which : {"rbf", "linear"}) {
    auto head = serhost::testing::make_head("svm", {.width = 5, .outputs = 3, .needs = {}},
                                            {"kernel=" + which});
    auto& able = dynamic_cast<serhost::FitsAtOnce&>(*head);
    serhost::Targets targets;
    targets.label = label;
    able.observe(frames(rows), targets, serhost::FitsAtOnce::Part::train);
    able.finish();
    auto step = serhost::testing::step();
    const auto p = at::softmax(head->forward(frames(rows), step).output, 1);
    EXPECT_TRUE(p.argmax(1).equal(label)) << which;
    expect_near(p.sum(1), at::full({36}, 1.0, at::kDouble), 1e-9);
  }
}

TEST(Svm, ChoosesCOnTheValidationPart) {
  const auto head = fitted("svm", {"choose_c=[0.001, 3.0]"}, false);
  for (const auto& item : head->named_buffers())
    if (item.key() == "chosen_c") { EXPECT_EQ(item.value().item<double>(), 3.0); }
}

TEST(Svm, AClassWithoutClipsIsImprobable) {
  auto head = serhost::testing::make_head("svm", {.width = 5, .outputs = 4, .needs = {}}, {});
  auto& able = dynamic_cast<serhost::FitsAtOnce&>(*head);
  serhost::Targets targets;
  targets.label = expected().at("label");
  able.observe(frames(expected().at("x")), targets, serhost::FitsAtOnce::Part::train);
  able.finish();
  EXPECT_LT(at::softmax(output(*head), 1).select(1, 3).max().item<double>(), 1e-6);
}

TEST(Svm, SaysWhyItCannotBeFitted) {
  auto head = serhost::testing::make_head("svm", {.width = 5, .outputs = 3, .needs = {}}, {});
  auto& able = dynamic_cast<serhost::FitsAtOnce&>(*head);
  EXPECT_THROW(able.finish(), std::invalid_argument);
  serhost::Targets targets;
  targets.label = at::tensor({1L, 1L});
  able.observe(frames(expected().at("x").narrow(0, 0, 2)), targets,
               serhost::FitsAtOnce::Part::train);
  EXPECT_THROW(able.finish(), std::invalid_argument);
  EXPECT_ANY_THROW(serhost::testing::make_head(
      "svm", {.width = 5, .outputs = 3, .needs = {.output = false, .embedding = true}}, {}));
}

TEST(Svm, KeepsWhatEveryHeadPromises) {
  serhost::testing::expect_head_conforms("svm");
  serhost::testing::expect_head_conforms("svm", {"kernel=linear", "pooling=mean_std"});
}

}  // namespace
