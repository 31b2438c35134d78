// What several processes exchange, and what they hear of one that ends.
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>

#include "core/distributed/ranks.hpp"
#include "distributed/news.hpp"
#include "distributed/together.hpp"

namespace serhost::distributed {
namespace {

using testing::Each;
using testing::HasSubstr;

TEST(Exchange, SumsAndTakesFromTheFirst) {
  EXPECT_THAT(fakes::each_rank(fakes::worlds(3),
                               [](Collective& all) {
                                 auto sum = at::full({2, 3}, all.rank + 1.0);
                                 all.all_reduce(sum);
                                 EXPECT_TRUE(sum.equal(at::full({2, 3}, 6.0)));
                                 auto first = at::full({4}, all.rank + 5.0, at::kDouble);
                                 all.broadcast(first);
                                 EXPECT_TRUE(first.equal(at::full({4}, 5.0, at::kDouble)));
                               }),
              Each(""));
}

TEST(Exchange, GathersListsOfUnequalTensorsByRank) {
  EXPECT_THAT(fakes::each_rank(
                  fakes::worlds(3),
                  [](Collective& all) {
                    const c10::InferenceMode as_in_evaluation;
                    TensorList mine(static_cast<std::size_t>(all.rank), at::arange(all.rank + 1));
                    const auto given = all.all_gather(mine);
                    ASSERT_EQ(given.size(), 3u);
                    for (std::size_t rank = 0; rank < 3; ++rank) {
                      ASSERT_EQ(given[rank].size(), rank);
                      for (const auto& each : given[rank])
                        EXPECT_TRUE(each.equal(at::arange(static_cast<std::int64_t>(rank) + 1)));
                    }
                  }),
              Each(""));
}

TEST(Exchange, AgreesOnNumbersAndTexts) {
  EXPECT_THAT(fakes::each_rank(
                  fakes::worlds(2),
                  [](Collective& all) {
                    EXPECT_EQ(gather_numbers(all, 7 - all.rank), (std::vector<std::int64_t>{7, 6}));
                    EXPECT_TRUE(any_of(all, all.rank == 1));
                    EXPECT_FALSE(any_of(all, false));
                    EXPECT_EQ(text_of_first(all, all.rank == 0 ? "wörd" : "other"), "wörd");
                    EXPECT_EQ(text_of_first(all, ""), "");
                  }),
              Each(""));
}

TEST(Exchange, OfOneProcessHasNothingToDo) {
  const auto alone = join(World{});
  EXPECT_EQ(alone->size, 1);
  EXPECT_TRUE(any_of(*alone, true));
  EXPECT_EQ(text_of_first(*alone, "a"), "a");
  EXPECT_EQ(gather_numbers(*alone, 3), (std::vector<std::int64_t>{3}));
}

TEST(Exchange, HearsWhyAnotherOneEnded) {
  const auto said = fakes::each_rank(fakes::worlds(3), [](Collective& all) {
    meet(all);
    if (all.rank == 1) {
      fail(all, Error(Exit::damaged, "clip 'a' is damaged\nand more"));
      return;
    }
    meet(all);
  });
  EXPECT_EQ(said[1], "");
  for (const auto rank : {0u, 2u})
    EXPECT_THAT(said[rank], HasSubstr("rank 1 ended with an error: clip 'a' is damaged"));
}

}  // namespace
}  // namespace serhost::distributed
