// Which runs of some folds are together a whole run.
#include "run/partition.hpp"

#include <gtest/gtest.h>

using serhost::run::joined_partitions;
using serhost::run::partition_text;

TEST(PartitionText, NamesTheFoldsWhereSomeAreLeftOut) {
  EXPECT_EQ(partition_text("k-fold", 5, "abc", {1, 2, 3, 4, 5}), "k-fold, 5 folds, abc");
  EXPECT_EQ(partition_text("k-fold", 5, "abc", {4, 2}), "k-fold, 5 folds, abc, only 2, 4 of 5");
  EXPECT_EQ(partition_text("holdout", 1, "abc", {1}), "holdout, 1 fold, abc");
}

TEST(JoinedPartitions, AllFoldsAreTheTextOfAWholeRun) {
  const auto whole = partition_text("k-fold", 3, "abc", {1, 2, 3});
  EXPECT_EQ(joined_partitions({partition_text("k-fold", 3, "abc", {1}),
                               partition_text("k-fold", 3, "abc", {2, 3})},
                              true),
            whole);
  EXPECT_EQ(
      joined_partitions(
          {partition_text("k-fold", 3, "abc", {1}), partition_text("k-fold", 3, "abc", {3})}, true),
      whole + ", only 1, 3 of 3");
  EXPECT_EQ(joined_partitions({partition_text("k-fold", 3, "abc", {2})}, true),
            whole + ", only 2 of 3");
}

TEST(JoinedPartitions, ASeedWithoutSomeOfTheFoldsIsNoWholeRun) {
  EXPECT_EQ(joined_partitions(
                {partition_text("k-fold", 2, "abc", {1}), partition_text("k-fold", 2, "abc", {2})},
                false),
            "k-fold, 2 folds, abc, not all with every seed");
}

TEST(JoinedPartitions, OfOtherPartitionsAreNamedOneByOne) {
  EXPECT_EQ(joined_partitions({"folds, 1 fold, abc", "folds, 1 fold, def"}, true),
            "folds, 1 fold, abc + folds, 1 fold, def");
  EXPECT_EQ(
      joined_partitions(
          {partition_text("k-fold", 2, "abc", {1}), partition_text("k-fold", 2, "def", {2})}, true),
      "k-fold, 2 folds, abc, only 1 of 2 + k-fold, 2 folds, def, only 2 of 2");
  for (const auto* strange :
       {"a, only 1 of", "a, only  of 2", "a, only x of 2", "a, only 1 of 0", " of 3, only 1"}) {
    EXPECT_EQ(joined_partitions({strange}, true), strange);
  }
}
