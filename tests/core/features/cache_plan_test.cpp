// When the frozen part is cached, where, and what is said of it.
#include "features/cache_plan.hpp"

#include <gmock/gmock.h>

namespace serhost::features {
namespace {

using Place = CachePlan::Place;

data::Manifest clips(std::vector<double> seconds) {
  data::Manifest manifest;
  for (const auto each : seconds) {
    data::Clip clip;
    clip.seconds = each;
    manifest.clips.push_back(std::move(clip));
  }
  return manifest;
}

/// 100 bytes and 2 a sample, at 10 samples per second.
FrozenPrefixInfo rest(bool weights) {
  return {.any = true, .weights = weights, .sample_rate = 10, .bytes = 100, .bytes_per_sample = 2};
}

CacheSettings settings(CacheUse use = CacheUse::on) {
  return {.use = use, .folder = "/cache", .disk_bytes = 10000, .memory_bytes = 1000};
}

TEST(CachePlan, PutsWeightsOnTheDiskAndSpectraIntoMemory) {
  const auto disk = plan_cache({}, clips({3, 4}), rest(true), settings());
  EXPECT_EQ(disk.place, Place::disk);
  EXPECT_DOUBLE_EQ(disk.bytes, 2 * 100 + 2 * 10 * (3 + 4));
  EXPECT_EQ(plan_cache({}, clips({3, 4}), rest(false), settings()).place, Place::memory);
  EXPECT_EQ(plan_cache({}, clips({3, 4}), rest(true), settings(CacheUse::memory)).place,
            Place::memory);
}

TEST(CachePlan, SaysNothingWhereNothingIsFrozen) {
  const auto plan = plan_cache({}, clips({3}), {}, settings());
  EXPECT_EQ(plan.place, Place::nothing);
  EXPECT_EQ(plan.note, "");
}

TEST(CachePlan, IsOffWhereClipsAreCroppedAtRandom) {
  config::TrainTable train;
  train.max_seconds = 4.0;
  EXPECT_TRUE(plan_cache(train, clips({3, 4}), rest(true), settings()).cached());
  const auto cropped = plan_cache(train, clips({3, 4.5}), rest(true), settings());
  EXPECT_EQ(cropped.place, Place::off);
  EXPECT_THAT(cropped.note, testing::HasSubstr("1 clip is longer than train.max_seconds"));
  EXPECT_THAT(plan_cache(train, clips({3, 0}), rest(true), settings()).note,
              testing::HasSubstr("not known before decoding"));
  EXPECT_EQ(plan_cache({}, clips({3}), rest(true), settings(CacheUse::off)).place, Place::off);
}

TEST(CachePlan, IsOffOverItsBoundAndSaysSo) {
  const auto spectra =
      plan_cache({}, clips({50}), rest(false), settings());  // 100 + 2 x 10 x 50 = 1100 bytes
  EXPECT_EQ(spectra.place, Place::off);
  EXPECT_THAT(spectra.note,
              testing::HasSubstr("it would take 1.1 kB, and the bound is 1 kB of memory"));
  EXPECT_EQ(plan_cache({}, clips({50}), rest(true), settings()).place, Place::disk);
  const auto weights = plan_cache({}, clips({500}), rest(true), settings());
  EXPECT_EQ(weights.place, Place::off);
  EXPECT_THAT(weights.note, testing::HasSubstr("SERHOST_CACHE_LIMIT"));
}

}  // namespace
}  // namespace serhost::features
