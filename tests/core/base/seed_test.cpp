#include "base/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/hash.hpp"

using namespace serhost;

TEST(Sha256, AgreesWithThePublishedExample) {  // FIPS 180-2, appendix B.1
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(StreamSeed, DiffersByNameIndexAndSeed) {
  const std::set<std::uint64_t> seeds = {stream_seed(1, "order"), stream_seed(1, "order", 1),
                                         stream_seed(2, "order"), stream_seed(1, "dropout")};
  EXPECT_EQ(seeds.size(), 4u);
  EXPECT_EQ(stream_seed(1, "order"), stream_seed(1, "order"));
}

TEST(Random, AgreesWithTheReferenceSplitMix64) {  // first outputs of the published algorithm for
                                                  // seed 1234567
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

TEST(Random, BelowStaysBelowAndReachesAll) {
  Random random(7);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.below(5));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST(Random, ShuffleIsAPermutationAndRepeats) {
  std::vector<int> first(50), second;
  for (int i = 0; i < 50; ++i) first[static_cast<std::size_t>(i)] = i;
  second = first;
  const auto sorted = first;
  Random(3).shuffle(first);
  Random(3).shuffle(second);
  EXPECT_EQ(first, second);
  EXPECT_NE(first, sorted);
  std::sort(first.begin(), first.end());
  EXPECT_EQ(first, sorted);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
  Random random(11);
  double sum = 0, squares = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.03);
  EXPECT_NEAR(squares / kDraws, 1.0, 0.05);
}
