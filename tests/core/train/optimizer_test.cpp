// The four optimizers against their formulas, reckoned by hand in double.
#include "train/optimizer.hpp"

#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <serhost/optimizer.hpp>
#include <utility>

#include "base/error.hpp"
#include "host/built_in.hpp"

namespace serhost::train {
namespace {

/// One weight of a matrix and one bias, both 2.0, with the gradient 0.5.
struct Two {
  at::Tensor matrix = at::tensor(std::vector<float>{2.0F}).reshape({1, 1}).requires_grad_();
  at::Tensor bias = at::tensor(std::vector<float>{2.0F}).requires_grad_();

  std::vector<model::Group> groups(const std::string& name = "head") const {
    model::Group group{name, 1.0, {}, {}};
    model::add(group, matrix);
    model::add(group, bias);
    return {group};
  }
  void set_gradient(float value) {
    matrix.mutable_grad() = at::tensor(std::vector<float>{value}).reshape({1, 1});
    bias.mutable_grad() = at::tensor(std::vector<float>{value});
  }
  double matrix_value() const { return matrix.item<double>(); }
  double bias_value() const { return bias.item<double>(); }
};

config::OptimizerTable table(const std::string& name, double weight_decay) {
  config::OptimizerTable out;
  out.name = name;
  out.lr = 0.1;
  out.weight_decay = weight_decay;
  return out;
}

double same(double lr) { return lr; }

TEST(EveryOptimizer, LeavesANoteInTheVersionOfWhatItWrote) {
  for (const char* name : {"adamw", "adam", "sgd", "rmsprop"}) {
    Two two;
    Optimizer optimizer(table(name, 0.0), two.groups());
    two.set_gradient(0.5F);
    const auto before = two.matrix._version();
    optimizer.step(same, {});
    EXPECT_GT(two.matrix._version(), before) << name;
  }
}

/// Puts another tensor in place of each weight, and keeps one that is none.
class Exchanges final : public serhost::Optimizer {
 public:
  struct Options {};
  static void declare(Schema<Options>&) {}
  Exchanges(const Options&, std::vector<ParamGroup> groups, const Context&)
      : groups_(std::move(groups)) {}
  void step(const Update&) override {
    for (auto& weight : groups_.front().parameters) weight.set_data(weight.to(at::kDouble));
  }
  std::map<std::string, at::Tensor> state() const override { return {{"0.0.first", {}}}; }
  void restore(const std::map<std::string, at::Tensor>&) override {}

 private:
  std::vector<ParamGroup> groups_;
};
SERHOST_OPTIMIZER(Exchanges, "exchanges", "an optimizer that is wrong");

template <class Action>
std::string told(const Action& action) {
  try {
    action();
    return "";
  } catch (const PluginError& fault) { return fault.what(); }
}

TEST(EveryOptimizer, IsNamedWhereItExchangesParametersOrKeepsNoTensor) {
  Two two;
  Optimizer optimizer(table("exchanges", 0.0), two.groups());
  two.set_gradient(0.5F);
  EXPECT_EQ(told([&] { optimizer.step(same, {}); }).find("optimizer 'exchanges' of plugin "), 0U);
  EXPECT_NE(told([&] { optimizer.step(same, {}); }).find("made another tensor of a parameter"),
            std::string::npos);
  EXPECT_NE(told([&] { optimizer.state(); }).find("gave the state '0.0.first' that is undefined"),
            std::string::npos);
}

TEST(AdamW, DecaysMatricesApartFromTheGradientAndLeavesBiases) {
  Two two;
  Optimizer optimizer(table("adamw", 0.01), two.groups());
  two.set_gradient(0.5F);
  optimizer.step(same, {});
  // The first step of Adam is lr x sign(gradient); before it AdamW shrinks the weight by lr x
  // decay.
  EXPECT_NEAR(two.matrix_value(), 2.0 * (1 - 0.1 * 0.01) - 0.1, 1e-6);
  EXPECT_NEAR(two.bias_value(), 2.0 - 0.1, 1e-6);
}

TEST(Adam, FollowsItsTwoMomentsOverTwoSteps) {
  Two two;
  Optimizer optimizer(table("adam", 0.0), two.groups());
  double weight = 2.0, m = 0.0, v = 0.0;
  for (int t = 1; t <= 2; ++t) {
    const double g = t == 1 ? 0.5 : -0.2;
    two.set_gradient(static_cast<float>(g));
    optimizer.step(same, {});
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    weight -= 0.1 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
  }
  EXPECT_NEAR(two.matrix_value(), weight, 1e-5);
}

TEST(Sgd, CarriesItsMomentumOn) {
  Two two;
  Optimizer optimizer(table("sgd", 0.1), two.groups());
  two.set_gradient(0.5F);
  optimizer.step(same, {});
  EXPECT_NEAR(two.bias_value(), 2.0 - 0.1 * 0.5, 1e-6);
  EXPECT_NEAR(two.matrix_value(), 2.0 - 0.1 * (0.5 + 0.1 * 2.0), 1e-6);
  two.set_gradient(0.5F);
  optimizer.step(same, {});
  EXPECT_NEAR(two.bias_value(), 1.95 - 0.1 * (0.9 * 0.5 + 0.5), 1e-6);
}

TEST(Sgd, TakesTheMomentumOfTheSchedule) {
  Two two;
  Optimizer optimizer(table("sgd", 0.0), two.groups());
  for (int i = 0; i < 2; ++i) {
    two.set_gradient(0.5F);
    optimizer.step(same, 0.0);
  }
  EXPECT_NEAR(two.bias_value(), 2.0 - 2 * 0.1 * 0.5, 1e-6);
}

TEST(RmsProp, DividesByTheRunningRootMeanSquare) {
  Two two;
  Optimizer optimizer(table("rmsprop", 0.0), two.groups());
  double weight = 2.0, squares = 0.0, velocity = 0.0;
  for (int t = 1; t <= 3; ++t) {
    const double g = 0.5 / t;
    two.set_gradient(static_cast<float>(g));
    optimizer.step(same, {});
    squares = 0.99 * squares + 0.01 * g * g;
    velocity = 0.9 * velocity + g / (std::sqrt(squares) + 1e-8);
    weight -= 0.1 * velocity;
  }
  EXPECT_NEAR(two.matrix_value(), weight, 1e-4);
}

TEST(BackboneRate, AppliesToTheBackboneTimesItsScale) {
  Two backbone, head;
  auto options = table("sgd", 0.0);
  options.backbone_lr = 0.01;
  options.component.info = &host::built_in_registry().get(Kind::optimizer, "sgd");
  options.component.values = {0.0};  // momentum
  auto groups = backbone.groups("backbone");
  groups[0].scale = 0.5;
  groups.push_back(head.groups()[0]);
  Optimizer optimizer(options, groups);
  backbone.set_gradient(1.0F);
  head.set_gradient(1.0F);
  optimizer.step(same, {});
  EXPECT_NEAR(backbone.bias_value(), 2.0 - 0.005, 1e-6);
  EXPECT_NEAR(head.bias_value(), 2.0 - 0.1, 1e-6);
}

TEST(Clipping, ScalesAllGradientsTogether) {
  Two two;
  Optimizer optimizer(table("sgd", 0.0), two.groups());
  two.matrix.mutable_grad() = at::tensor(std::vector<float>{3.0F}).reshape({1, 1});
  two.bias.mutable_grad() = at::tensor(std::vector<float>{4.0F});
  EXPECT_NEAR(optimizer.clip(1.0), 5.0, 1e-6);
  EXPECT_NEAR(two.matrix.grad().item<double>(), 0.6, 1e-5);
  EXPECT_NEAR(two.bias.grad().item<double>(), 0.8, 1e-5);
  EXPECT_NEAR(optimizer.clip(2.0), 1.0, 1e-5);
  EXPECT_NEAR(two.bias.grad().item<double>(), 0.8, 1e-5) << "below the bound nothing changes";
}

TEST(Optimizer, LeavesATensorWithoutGradientAlone) {
  Two two;
  Optimizer optimizer(table("adamw", 0.5), two.groups());
  two.bias.mutable_grad() = at::tensor(std::vector<float>{1.0F});
  optimizer.step(same, {});
  EXPECT_EQ(two.matrix_value(), 2.0);
  EXPECT_EQ(optimizer.state().size(), 3U);
}

TEST(Optimizer, GoesOnFromASavedStateAsIfNothingHadHappened) {
  Two straight, interrupted;
  Optimizer one(table("adamw", 0.01), straight.groups());
  Optimizer first(table("adamw", 0.01), interrupted.groups());
  straight.set_gradient(0.5F);
  one.step(same, {});
  interrupted.set_gradient(0.5F);
  first.step(same, {});
  Optimizer second(table("adamw", 0.01), interrupted.groups());
  second.restore(first.state());
  straight.set_gradient(-0.3F);
  one.step(same, {});
  interrupted.set_gradient(-0.3F);
  second.step(same, {});
  EXPECT_EQ(straight.matrix_value(), interrupted.matrix_value());
  EXPECT_EQ(straight.bias_value(), interrupted.bias_value());
}

TEST(Optimizer, RefusesTheStateOfAnotherModel) {
  Two two;
  Optimizer optimizer(table("adamw", 0.0), two.groups());
  EXPECT_THROW(optimizer.restore({{"9.0.first", two.bias.detach()}}), Error);
}

}  // namespace
}  // namespace serhost::train
