// HuBERT in the wrappings in which it is passed around.
#include <gtest/gtest.h>

#include "../published_files.hpp"

using published::expect_published;

TEST(PublishedHubert, ThatS3prlConvertedGivesTheSameNumbers) {
  expect_published("hubert", "s3prl.pt", "s3prl");
}

TEST(PublishedHubert, OfFairseqWithABatchNormBeforeThePositionsGivesTheSameNumbers) {
  expect_published("hubert", "fairseq_batch_norm.pt", "fairseq_batch_norm");
}

TEST(PublishedHubert, PickledTogetherWithObjectsOfOtherLibrariesGivesTheSameNumbers) {
  expect_published("hubert", "pickled_company.pt", "pickled_company");
}
