// One join of targets, of every field.
#include "tasks/targets.hpp"

#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace serhost::tasks {
namespace {

at::Tensor whole(std::vector<std::int64_t> values) { return at::tensor(values, at::kLong); }
at::Tensor real(std::vector<double> values) { return at::tensor(values, at::kFloat); }

/// Two clips of every field; `add` tells two parts apart.
Targets part(std::int64_t add) {
  Targets out;
  const auto a = static_cast<double>(add);
  out.label = whole({add, add + 1});
  out.soft = real({a, a + 1, a + 2, a + 3}).view({2, 2});
  out.dimensions = real({a, a + 1, a + 2, a + 3, a + 4, a + 5}).view({2, 3});
  out.units = whole({add, add + 1, add + 2, add + 3}).view({2, 2});
  out.weight = real({a + 0.5, a + 1.5});
  out.speaker = whole({add, -1});
  out.corpus = whole({0, add});
  out.multi_hot = real({a, 1, 0, a}).view({2, 2});
  return out;
}

TEST(TargetsCat, JoinsEveryField) {
  const std::vector<Targets> parts = {part(0), part(10)};
  const auto all = cat(parts);
  EXPECT_TRUE(at::equal(all.label, whole({0, 1, 10, 11})));
  EXPECT_TRUE(at::equal(all.soft, real({0, 1, 2, 3, 10, 11, 12, 13}).view({4, 2})));
  EXPECT_TRUE(
      at::equal(all.dimensions, real({0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}).view({4, 3})));
  EXPECT_TRUE(at::equal(all.units, whole({0, 1, 2, 3, 10, 11, 12, 13}).view({4, 2})));
  EXPECT_TRUE(at::equal(all.weight, real({0.5, 1.5, 10.5, 11.5})));
  EXPECT_TRUE(at::equal(all.multi_hot, real({0, 1, 0, 0, 10, 1, 0, 10}).view({4, 2})));
  EXPECT_TRUE(at::equal(all.speaker, whole({0, -1, 10, -1})));
  EXPECT_TRUE(at::equal(all.corpus, whole({0, 0, 0, 10})));
}

TEST(TargetsCat, LeavesAbsentWhatNoPartHas) {
  Targets one;
  one.dimensions = real({1, 2}).view({2, 1});
  const std::vector<Targets> parts = {one, one};
  const auto all = cat(parts);
  EXPECT_EQ(all.dimensions.size(0), 4);
  EXPECT_FALSE(all.label.defined());
  EXPECT_FALSE(cat({}).label.defined());
}

TEST(TargetsCat, RefusesPartsOfWhichOneLacksAField) {
  auto without = part(10);
  without.soft = at::Tensor();
  const std::vector<Targets> parts = {part(0), without};
  EXPECT_THROW(cat(parts), std::logic_error);
}

TEST(TargetsCat, PadsUnitsOfFewerFramesWithNone) {
  Targets shorter, longer;
  shorter.units = whole({4, 5}).view({1, 2});
  longer.units = whole({6, 7, 8}).view({1, 3});
  const std::vector<Targets> parts = {shorter, longer};
  EXPECT_TRUE(at::equal(cat(parts).units, whole({4, 5, -1, 6, 7, 8}).view({2, 3})));
}

TEST(TargetsOf, ClipsAreCountedByWhicheverFieldIsThere) {
  EXPECT_EQ(clips_of(part(0)), 2);
  EXPECT_EQ(clips_of({}), 0);
  Targets rated;
  rated.dimensions = real({1, 2, 3}).view({3, 1});
  EXPECT_EQ(clips_of(rated), 3);
}

}  // namespace
}  // namespace serhost::tasks
