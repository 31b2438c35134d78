// PolyLoss by hand, and against the losses that it becomes.
#include <cmath>

#include "../checks.hpp"

namespace {

using serhost::testing::make_loss;
using serhost::testing::value;

// p(true) = 0.8: -ln 0.8 + 2 * 0.2 - 3 * 0.2^2.
TEST(Poly, AddsPowersOfOneMinusTheProbability) {
  const auto loss = make_loss("poly", {"epsilon=[2.0, -3.0]"}, {"sad", "angry"});
  const auto output = torch::tensor({0.8, 0.2}, torch::kDouble).log().unsqueeze(0);
  EXPECT_NEAR(value(*loss, output, {0}), -std::log(0.8) + 0.4 - 0.12, 1e-12);
}

TEST(Poly, WithoutTermsIsCrossEntropy) {
  const auto loss = make_loss("poly", {"epsilon=[]"}, checks::classes());
  EXPECT_NEAR(value(*loss, checks::logits(), checks::labels()),
              serhost::testing::cross_entropy(checks::logits(), checks::labels()), 1e-14);
}

TEST(Poly, HasTheGradientOfItsSlopes) {
  for (const serhost::Targets& targets :
       {serhost::Targets{.label = checks::labels()},
        serhost::Targets{.soft = torch::softmax(checks::logits().flip(1), 1)}}) {
    const auto function =
        checks::of_output(make_loss("poly", {"epsilon=[1.0, 0.5]"}, checks::classes()), targets);
    EXPECT_TRUE(checks::near(checks::gradient(function, checks::logits()),
                             checks::slopes(function, checks::logits()), 1e-8));
  }
}

TEST(Poly, IsFiniteAtTheExtremes) {
  const auto function =
      checks::of_output(make_loss("poly", {}, checks::classes()), {.label = checks::labels()});
  EXPECT_TRUE(checks::finite(function, checks::extreme()));
}

}  // namespace
