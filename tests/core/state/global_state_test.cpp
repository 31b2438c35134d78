// Whatever is changed is told in words and put right.
#include "state/global_state.hpp"

#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <thread>

#include "core/state/changes.hpp"

namespace serhost::state {
namespace {

TEST(GlobalState, IsTheSameWhileNobodyChangesIt) {
  testing::as_the_host();
  count_threads();
  const auto before = GlobalState::now();
  at::ones({3, 3}).matmul(at::ones({3, 3}));
  {
    const at::NoGradGuard no_graph;
    const c10::InferenceMode inference;
    EXPECT_NE(before.changes(), "");
  }
  EXPECT_EQ(before.changes(), "");
  EXPECT_EQ(before.put_right(), "");
}

TEST(GlobalState, TellsEveryChangeAndPutsItRight) {
  testing::as_the_host();
  count_threads();
  const auto before = GlobalState::now();
  for (const auto& change : testing::changes()) {
    change.make();
    EXPECT_THAT(before.changes(), ::testing::HasSubstr(change.told));
    EXPECT_THAT(before.put_right(), ::testing::HasSubstr(change.told));
    EXPECT_EQ(before.changes(), "") << "after " << change.told;
  }
  // What follows computes as ever: no mode was left behind in LibTorch's own tables.
  auto leaf = at::ones({2});
  leaf.set_requires_grad(true);
  EXPECT_EQ(leaf.scalar_type(), at::kFloat);
  EXPECT_TRUE((leaf * 2).requires_grad());
  EXPECT_FALSE((leaf * 2).is_inference());
  EXPECT_EQ((leaf.unsqueeze(0).matmul(leaf.unsqueeze(1))).scalar_type(), at::kFloat);
}

TEST(GlobalState, TellsSeveralChangesInOneSentence) {
  testing::as_the_host();
  count_threads();
  const auto before = GlobalState::now();
  c10::GradMode::set_enabled(false);
  at::set_num_threads(1);
  EXPECT_EQ(before.put_right(),
            "gradient mode went from on to off, the number of threads went from 2 to 1");
}

TEST(GlobalState, HasTheNumberOfThreadsWhereOneWasSet) {
  testing::as_the_host();
  std::string uncounted, counted;
  std::thread([&] {
    const auto before = GlobalState::now();
    at::set_num_threads(3);
    uncounted = before.changes();
    count_threads();
    const auto from_here = GlobalState::now();
    at::set_num_threads(1);
    counted = from_here.put_right();
  }).join();
  EXPECT_EQ(uncounted, "");
  EXPECT_EQ(counted, "the number of threads went from 3 to 1");
}

TEST(GlobalState, NamesEverySwitchOnce) {
  std::set<std::string> names;
  for (const auto& one : switches()) EXPECT_TRUE(names.insert(one.name).second) << one.name;
  EXPECT_GE(names.size(), 30U);
}

TEST(DefaultSeed, IsTheHostsAlone) {
  const auto before = DefaultSeed::now();
  auto random = at::globalContext().defaultGenerator(at::kCPU);
  random.set_current_seed(before.seed + 1);
  EXPECT_EQ(before.reseeded(), "the default generator was seeded");
  seed_default_generators(7);
  EXPECT_EQ(before.reseeded(), "") << "the host has seeded it since";
  const auto host = DefaultSeed::now();
  EXPECT_EQ(host.seed, 7U);
  at::rand({5});
  EXPECT_EQ(host.reseeded(), "") << "drawing is allowed";
}

TEST(DefaultSeed, IsNotTakenForAnothersWhileTheHostSeedsInAnotherThread) {
  std::atomic<bool> done{false};
  std::thread host([&] {
    for (std::uint64_t seed = 0; !done; ++seed) seed_default_generators(seed);
  });
  std::size_t accused = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto before = DefaultSeed::now();
    accused += before.reseeded().empty() ? 0 : 1;
  }
  done = true;
  host.join();
  EXPECT_EQ(accused, 0U);
}

}  // namespace
}  // namespace serhost::state
