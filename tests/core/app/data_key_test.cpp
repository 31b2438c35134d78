// Which cells of a sweep share their clips and folds.
#include <gmock/gmock.h>

#include "app/sweep_check.hpp"
#include "core/config/fixture.hpp"

namespace serhost::app {
namespace {

class DataKey : public config::testing::InFolder {
 protected:
  std::string key(const std::vector<std::string>& overrides = {}) const {
    write("a.toml", config::testing::kSmall);
    return data_key(load_good("a.toml", overrides));
  }
};

TEST_F(DataKey, IsTheSameWhateverIsTrainedOnTheClips) {
  const auto base = key();
  for (const std::string change :
       {"backbone.hidden=8", "backbone.layers=1", "loss.plugin=focal", "train.epochs=3",
        "train.batch_size=2", "head.dropout=0.5", "seeds=[4, 5]", "name=other"})
    EXPECT_EQ(key({change}), base) << change;
}

TEST_F(DataKey, DiffersWithTheDatasetTheProtocolAndTheLimit) {
  const auto base = key();
  for (const std::string change :
       {"dataset.clips=50", "dataset.name=other", "dataset.weight=2.0", "dataset.skip_damaged=true",
        "dataset.classes=[\"anger\", \"joy\"]", "protocol.name=k-fold", "protocol.seed=3",
        "protocol.validation={ from = \"random\", fraction = 0.1 }", "train.max_clips=20"})
    EXPECT_NE(key({change}), base) << change;
}

TEST_F(DataKey, SeedsCountWhereFoldsAreDrawnAnewForEach) {
  EXPECT_NE(key({"protocol.resplit=true", "seeds=[1]"}),
            key({"protocol.resplit=true", "seeds=[2]"}));
  EXPECT_NE(key({"protocol.resplit=true", "seeds=[1]"}), key({"seeds=[1]"}));
}

TEST_F(DataKey, AValueThatLooksLikeATableIsAValue) {
  EXPECT_NE(key({"dataset.name=\"[backbone] a\""}), key({"dataset.name=\"[backbone] b\""}));
}

}  // namespace
}  // namespace serhost::app
