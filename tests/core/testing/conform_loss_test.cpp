// The checks for losses find what they are for.
#include <gmock/gmock.h>

#include <ATen/ops/log_softmax.h>

#include <serhost/testing.hpp>

#include "core/testing/failures.hpp"

using namespace serhost;
namespace kit = serhost::testing;
using ::testing::HasSubstr;

namespace {

at::Tensor plain(const View& view, const Targets& targets) {
  return -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
}

struct Right : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override { return plain(view, targets); }
};
struct MinusTheMeanOfTheBatch : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    return values - 0.5 * values.mean();
  }
};
struct HalfOfTheGradient : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    return 0.5 * values + 0.5 * values.detach();
  }
};
struct NoGradient : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override { return plain(view, targets).detach(); }
};
struct OneNumber : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override { return plain(view, targets).mean(); }
};
struct WritesIntoItsInput : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto values = plain(view, targets);
    if (!view.output.requires_grad()) view.output.add_(1.0);
    return values;
  }
};
struct NotANumber : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override { return plain(view, targets) / 0.0 * 0.0; }
};

template <class Checked>
std::string complaints() {
  return kit::complaints([] {
    Checked loss;
    kit::expect_conforms(loss, kit::task_of({"a", "b", "c"}));
  });
}

}  // namespace

TEST(LossConformance, IsSatisfiedByCrossEntropy) { EXPECT_EQ(complaints<Right>(), ""); }
TEST(LossConformance, NoticesValuesThatDependOnTheCompany) { EXPECT_THAT(complaints<MinusTheMeanOfTheBatch>(), HasSubstr("alone differs")); }
TEST(LossConformance, NoticesAWrongGradient) { EXPECT_THAT(complaints<HalfOfTheGradient>(), HasSubstr("gradient of output at coordinate 0")); }
TEST(LossConformance, NoticesAMissingGradient) { EXPECT_THAT(complaints<NoGradient>(), HasSubstr("no gradient reaches output")); }
TEST(LossConformance, NoticesAMeanInsteadOfValues) { EXPECT_THAT(complaints<OneNumber>(), HasSubstr("one value a clip")); }
TEST(LossConformance, NoticesAChangedInput) { EXPECT_THAT(complaints<WritesIntoItsInput>(), HasSubstr("the loss changed its input")); }
TEST(LossConformance, NoticesWhatIsNotFinite) { EXPECT_NE(complaints<NotANumber>(), ""); }
