// How clips are divided among processes, and what they sum in buckets.
#include "train/slices.hpp"

#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <gmock/gmock.h>

#include "train/shared_tensors.hpp"

namespace serhost::train {
namespace {

using testing::ElementsAre;

TEST(Slices, AreContiguousDifferByOneAndCoverTheBatch) {
  for (std::size_t clips = 0; clips < 20; ++clips) {
    for (int processes = 1; processes < 7; ++processes) {
      std::size_t next = 0;
      for (int rank = 0; rank < processes; ++rank) {
        const auto slice = slice_of(clips, rank, processes);
        EXPECT_EQ(slice.first, next);
        next += slice.clips;
        EXPECT_LE(slice_of(clips, 0, processes).clips - slice.clips, 1u);
      }
      EXPECT_EQ(next, clips);
    }
  }
}

TEST(Slices, OfBatchesLeaveOutThoseOfWhichThereIsNone) {
  const std::vector<data::Batch> batches = {{5, 3, 9}, {7}, {1, 2}};
  EXPECT_THAT(slices_of(batches, 0, 2),
              ElementsAre(data::Batch{5, 3}, data::Batch{7}, data::Batch{1}));
  EXPECT_THAT(slices_of(batches, 1, 2), ElementsAre(data::Batch{9}, data::Batch{2}));
  EXPECT_EQ(slices_of(batches, 0, 1), batches);
}

TEST(Slices, DealWholeBatchesOut) {
  const std::vector<data::Batch> batches = {{5, 3, 9}, {7}, {1, 2}};
  EXPECT_THAT(dealt_to(batches, 0, 2), ElementsAre(batches[0], batches[2]));
  EXPECT_THAT(dealt_to(batches, 1, 2), ElementsAre(batches[1]));
  EXPECT_THAT(dealt_to(batches, 3, 4), ElementsAre());
}

/// Three processes that all hold the same.
struct Three : Collective {
  Three() : Collective(0, 3) {}
  void all_reduce(at::Tensor& values) override {
    bytes.push_back(static_cast<std::int64_t>(values.nbytes()));
    values.mul_(3);
  }
  std::vector<std::int64_t> bytes;
};

TEST(SharedTensors, AreSummedInBucketsOfOneType) {
  Three three;
  const std::vector<at::Tensor> tensors = {at::ones({2, 3}), at::full({4}, 2.0),
                                           at::ones({30}),   at::ones({2}, at::kDouble),
                                           at::ones({}),     at::ones({0, 5})};
  sum_over_processes(three, tensors, /*bucket_bytes=*/40);
  EXPECT_THAT(three.bytes, ElementsAre(40, 120, 16, 4));
  EXPECT_TRUE(tensors[0].equal(at::full({2, 3}, 3.0)));
  EXPECT_TRUE(tensors[1].equal(at::full({4}, 6.0)));
  EXPECT_TRUE(tensors[3].equal(at::full({2}, 3.0, at::kDouble)));
  EXPECT_EQ(tensors[4].item<float>(), 3.0F);
}

TEST(SharedTensors, OfOneProcessStay) {
  Collective alone;
  const std::vector<at::Tensor> tensors = {at::ones({3})};
  sum_over_processes(alone, tensors);
  take_from_first(alone, tensors);
  EXPECT_TRUE(tensors[0].equal(at::ones({3})));
}

}  // namespace
}  // namespace serhost::train
