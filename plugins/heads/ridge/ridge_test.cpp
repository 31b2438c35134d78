// The ridge classifier against scikit-learn (tests/golden/classical).
#include "../classical_goldens.hpp"

namespace {

using namespace classical_goldens;

TEST(Ridge, GivesTheValuesOfTheRegressions) {
  expect_near(output(*fitted("ridge", {"alpha=0.7"}, true)), expected().at("ridge"), 1e-9);
}

TEST(Ridge, KeepsWhatEveryHeadPromises) {
  serhost::testing::expect_head_conforms("ridge");
  serhost::testing::expect_head_conforms("ridge", {"pooling=mean_std"});  // more values than clips
}

}  // namespace
