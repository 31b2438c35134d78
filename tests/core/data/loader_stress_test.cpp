// Many loaders over one source at once, begun and left at any moment while some reads fail. What is
// checked holds in every build; the thread sanitizer (scripts/sanitize.sh thread) sees the rest.
#include <gtest/gtest.h>

#include <thread>

#include "base/seed.hpp"
#include "builders.hpp"
#include "data/loading/loader.hpp"

using namespace serhost;
using namespace serhost::data;
using toy::FakeDataset;

namespace {

constexpr std::size_t kClips = 24, kBroken = 5;

/// Takes some of a loader's batches, then leaves it.
void use_one_loader(ClipSource& source, const Manifest& manifest, Random& random) {
  std::vector<Batch> batches;
  for (std::size_t i = 0; i < kClips; i += 2)
    batches.push_back({random.below(kClips), random.below(kClips)});
  LoadOptions options;
  options.workers = static_cast<int>(random.below(4));
  options.ahead = 1 + random.below(5);
  Loader loader(source, manifest, batches, options);
  const auto taken = random.below(batches.size() + 1);
  for (std::size_t i = 0; i < taken; ++i) {
    const auto& asked = batches[i];
    const bool broken = asked[0] == kBroken || asked[1] == kBroken;
    try {
      const auto batch = loader.next();
      ASSERT_TRUE(batch);
      EXPECT_FALSE(broken);
      EXPECT_EQ(batch->clips, asked);
      EXPECT_EQ(batch->values[0],
                static_cast<float>(asked[0]));  // a fake clip begins with its number
    } catch (const Error&) { EXPECT_TRUE(broken); }
  }
}

}  // namespace

TEST(LoadersUnderStress, GiveEachItsOwnClipsAndFaultsHoweverTheyAreBegunAndLeft) {
  const auto dataset = std::make_shared<FakeDataset>(kClips);
  dataset->fails = "k" + std::to_string(1000 + kBroken);
  const auto manifest = toy::manifest_with(dataset);
  for (const std::size_t memory :
       {std::size_t{0}, std::size_t{30000}}) {  // every clip is read again; some are kept
    ClipSource source(manifest, 16000, memory);
    std::vector<std::jthread> users;
    for (std::uint64_t user = 0; user < 4; ++user) {
      users.emplace_back([&, user] {
        Random random(user);
        for (int round = 0; round < 25; ++round) use_one_loader(source, manifest, random);
      });
    }
  }
}
