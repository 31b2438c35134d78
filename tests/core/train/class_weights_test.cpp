// Class weights by hand.
#include "train/class_weights.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace serhost::train {
namespace {

const std::vector<std::string> kClasses = {"anger", "joy", "sadness"};

TEST(ClassWeights, AreOneUnlessAskedFor) {
  EXPECT_THAT(class_weights({}, kClasses, {5, 1, 9}), testing::Each(1.0));
}

TEST(ClassWeights, BalancedGivesEveryClassTheSameTotal) {
  config::TrainTable train;
  train.class_weights = std::string("balanced");
  const auto weights = class_weights(train, kClasses, {6, 2, 4});
  EXPECT_DOUBLE_EQ(weights[0], 12.0 / (3 * 6));
  EXPECT_DOUBLE_EQ(weights[1], 12.0 / (3 * 2));
  EXPECT_DOUBLE_EQ(weights[2], 12.0 / (3 * 4));
  EXPECT_DOUBLE_EQ(6 * weights[0] + 2 * weights[1] + 4 * weights[2],
                   12.0);  // the mean weight of a clip is 1
}

TEST(ClassWeights, BalancedCountsOnlyClassesThatOccur) {
  config::TrainTable train;
  train.class_weights = std::string("balanced");
  EXPECT_THAT(class_weights(train, kClasses, {3, 0, 1}),
              testing::ElementsAre(4.0 / (2 * 3), 1.0, 4.0 / (2 * 1)));
}

TEST(ClassWeights, OfATableLeaveTheRestAtOne) {
  config::TrainTable train;
  train.class_weights = std::map<std::string, double>{{"joy", 2.5}};
  EXPECT_THAT(class_weights(train, kClasses, {1, 1, 1}), testing::ElementsAre(1.0, 2.5, 1.0));
}

TEST(ClassWeights, OfAnUnknownClassAreAnErrorWithASuggestion) {
  config::TrainTable train;
  train.class_weights = std::map<std::string, double>{{"angre", 2.0}};
  try {
    class_weights(train, kClasses, {1, 1, 1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_THAT(error.what(), testing::HasSubstr("Did you mean 'anger'?"));
  }
}

}  // namespace
}  // namespace serhost::train
