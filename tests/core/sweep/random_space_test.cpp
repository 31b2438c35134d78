// Draws: within their bounds, the same for every cell, untouched by other keys.
#include "sweep/random_space.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "core/sweep/fixture.hpp"

namespace serhost::sweep {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

class RandomSearch : public testing::InFolder {
 protected:
  void SetUp() override {
    testing::InFolder::SetUp();
    write("small.toml", config::testing::kSmall);
  }

  static std::string value_of(const Cell& cell, const std::string& axis) {
    for (const auto& setting : cell.overrides) {
      if (setting.axis == axis) return setting.value;
    }
    return "";
  }
};

const std::string kSearch = R"([base]
extends = "small.toml"
[axes]
loss.plugin = ["cross_entropy", "focal"]
[random]
trials = 5
[random.space]
"train.optimizer.lr" = { low = 1e-4, high = 1e-2, scale = "log" }
head.hidden = [[], [32], [64]]
loss.gamma = { low = 0.5, high = 5.0, when = { "loss.plugin" = "focal" } }
)";

TEST_F(RandomSearch, GivesEveryCellTheSameBudgetAndTheSameValues) {
  const auto sweep = read(kSearch);
  ASSERT_EQ(sweep.cells.size(), 10u);  // 2 losses x 5 trials
  for (std::size_t i = 0; i < 5; ++i) {
    const auto &plain = sweep.cells[i], &focal = sweep.cells[5 + i];
    EXPECT_EQ(plain.trial, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(value_of(plain, "train.optimizer.lr"), value_of(focal, "train.optimizer.lr"));
    EXPECT_EQ(value_of(plain, "head.hidden"), value_of(focal, "head.hidden"));
    EXPECT_EQ(value_of(plain, "loss.gamma"), "");
    EXPECT_NE(value_of(focal, "loss.gamma"), "");
    EXPECT_EQ(plain.group, sweep.cells[0].group);
    EXPECT_EQ(focal.group, sweep.cells[5].group);
  }
  EXPECT_NE(sweep.cells[0].group, sweep.cells[5].group);
  EXPECT_THAT(sweep.cells[2].id, HasSubstr("cross_entropy-t03-"));
}

TEST_F(RandomSearch, AKeyMoreOrATrialMoreChangesNoOtherDraw) {
  const auto before = read(kSearch);
  auto text = kSearch + "head.dropout = [0.0, 0.1, 0.2]\n";
  text.replace(text.find("trials = 5"), 10, "trials = 7");
  const auto after = read(text);
  for (std::size_t i = 0; i < 5; ++i) {
    for (const char* key : {"train.optimizer.lr", "head.hidden"})
      EXPECT_EQ(value_of(before.cells[i], key), value_of(after.cells[i], key));
  }
}

TEST_F(RandomSearch, AnotherSeedDrawsOtherValues) {
  auto text = kSearch;
  text.replace(text.find("trials = 5"), 10, "trials = 5\nseed = 1");
  EXPECT_NE(value_of(read(kSearch).cells[0], "train.optimizer.lr"),
            value_of(read(text).cells[0], "train.optimizer.lr"));
}

Range range(double low, double high, bool whole, bool logarithmic) {
  Range out;
  out.key = out.stream = "key";
  out.low = low, out.high = high, out.whole = whole, out.logarithmic = logarithmic;
  return out;
}

TEST(Draw, StaysWithinItsBoundsAndReachesBoth) {
  int low = 0, high = 0;
  for (std::int64_t trial = 1; trial <= 400; ++trial) {
    const auto value = draw(range(2, 5, true, false), 0, trial);
    ASSERT_TRUE(value.is(config::Node::Type::integer));
    ASSERT_GE(value.integer, 2);
    ASSERT_LE(value.integer, 5);
    low += value.integer == 2, high += value.integer == 5;
  }
  EXPECT_GT(low, 60);  // of 100 expected
  EXPECT_GT(high, 60);
}

TEST(Draw, OnALogarithmicScaleGivesEachDecadeItsShare) {
  int below = 0;
  for (std::int64_t trial = 1; trial <= 1000; ++trial) {
    const auto value = draw(range(1e-4, 1e-2, false, true), 3, trial).real;
    ASSERT_GE(value, 1e-4);
    ASSERT_LE(value, 1e-2);
    below += value < 1e-3;
  }
  EXPECT_NEAR(below, 500, 60);  // binomial: 4 x sqrt(1000 / 4) = 63
}

TEST(Draw, HasFourSignificantDigits) {
  for (std::int64_t trial = 1; trial <= 50; ++trial) {
    const auto value = draw(range(0.1, 0.2, false, false), 0, trial).real;
    EXPECT_NEAR(value * 1e4, std::round(value * 1e4), 1e-9);
  }
}

}  // namespace
}  // namespace serhost::sweep
