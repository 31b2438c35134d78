// Losses whose values or derivatives cannot be used are named, with what was expected.
#include <gmock/gmock.h>
#include <torch/csrc/autograd/custom_function.h>

#include <functional>
#include <stdexcept>
#include <utility>

#include "core/train/effective_batch.hpp"

namespace serhost::train {
namespace {

using effective_batch::gradients;
using effective_batch::task;
using fakes::composer;

TEST(Loss, OfTheWrongShapeIsNamed) {
  struct Mean : Loss {
    at::Tensor forward(const View& view, const Targets&, Step&) override {
      return view.output.mean();
    }
  };
  const auto compose = composer([](const Task&) { return std::make_shared<Mean>(); });
  EXPECT_THAT(fakes::message_of([&] { gradients(compose, {{0, 1}}); }),
              testing::AllOf(testing::HasSubstr("loss 'fake'"), testing::HasSubstr("gave []"),
                             testing::HasSubstr("expected [2], one value per clip")));
}

/// Cross-entropy changed by what a test says.
struct Altered : fakes::CrossEntropy {
  explicit Altered(std::function<at::Tensor(const at::Tensor&)> change)
      : change_(std::move(change)) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    return change_(fakes::CrossEntropy::forward(view, targets, step));
  }
  std::function<at::Tensor(const at::Tensor&)> change_;
};

std::string told_of(const std::function<at::Tensor(const at::Tensor&)>& change) {
  const auto compose = composer([&](const Task&) { return std::make_shared<Altered>(change); });
  return fakes::message_of([&] { gradients(compose, {{0, 1}}); });
}

TEST(Loss, WhoseValuesTheHostCannotComputeWithIsNamed) {
  using testing::HasSubstr;
  EXPECT_EQ(told_of([](const at::Tensor& x) { return x.to(at::kDouble); }), "");
  EXPECT_THAT(told_of([](const at::Tensor& x) { return x.to(at::kLong); }),
              HasSubstr("loss 'fake' of plugin fake 1.0.0 (fake.so) gave values of type Long"));
  EXPECT_THAT(told_of([](const at::Tensor& x) { return x.to_sparse(); }),
              HasSubstr("gave values that are not laid out plainly (sparse)"));
  EXPECT_THAT(told_of([](const at::Tensor& x) { return x.to(at::kMeta); }),
              HasSubstr("gave values on meta"));
}

TEST(Loss, WhoseDerivativeFailsIsNamedWithAllThatTheGraphIsMadeOf) {
  struct Fails : torch::autograd::Function<Fails> {
    static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor& x) {
      return x.clone();
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                   const torch::autograd::variable_list&) {
      throw std::runtime_error("the table of slopes is empty");
    }
  };
  EXPECT_EQ(told_of([](const at::Tensor& x) { return Fails::apply(x); }),
            "the backward pass in , epoch 1, step 1 failed: the table of slopes is empty; look at "
            "the operations and derivatives of loss 'fake', head 'mlp', backbone 'fake'");
  struct WrongShape : torch::autograd::Function<WrongShape> {
    static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor& x) {
      return x.clone();
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                   torch::autograd::variable_list gradient) {
      return {gradient[0].unsqueeze(0).expand({3, -1}).clone().narrow(1, 0, 1)};
    }
  };
  EXPECT_THAT(told_of([](const at::Tensor& x) { return WrongShape::apply(x); }),
              testing::AllOf(testing::StartsWith("the backward pass in "),
                             testing::HasSubstr("loss 'fake'")));
}

TEST(Loss, WithoutTargetsThatAClassificationTaskHasIsRefused) {
  struct Rated : fakes::CrossEntropy {
    Needs needs() const override {
      Needs needs;
      needs.targets = {TargetKind::dimensions};
      return needs;
    }
  };
  const auto compose = composer([](const Task&) { return std::make_shared<Rated>(); });
  EXPECT_THAT(
      fakes::message_of([&] { compose(task(), 1); }),
      testing::HasSubstr("needs rated dimensions, and a classification task provides labels"));
}

}  // namespace
}  // namespace serhost::train
