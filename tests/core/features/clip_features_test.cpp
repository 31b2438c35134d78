// Cached features of clips: computed once, the same from memory and from the disk, and computed
// anew where they are damaged.
#include "features/clip_features.hpp"

#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/randn.h>
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <limits>

#include "core/model/fakes.hpp"
#include "features/not_finite.hpp"
#include "features/packed.hpp"
#include "folder.hpp"
#include "model/clips.hpp"
#include "model/randomness.hpp"

namespace serhost::features {
namespace {

std::atomic<int> forwards{0};

class Counted : public fakes::Framed {
 public:
  Sequence forward(const Sequence& in, Step& step) override {
    ++forwards;
    return fakes::Framed::forward(in, step);
  }
};

struct Model {
  Model()
      : engine(
            [] {
              model::seed_default_generators(1);
              return std::make_shared<model::Chain>(
                  std::vector{fakes::adapter(std::make_shared<Counted>(), "all")});
            },
            c10::kCPU, {}, 2) {
    forwards = 0;
  }
  Engine engine;
};

std::shared_ptr<const std::vector<float>> samples(std::size_t clip) {
  return std::make_shared<const std::vector<float>>(8 + 4 * clip,
                                                    static_cast<float>(clip + 1) / 8.0F);
}

CacheSettings settings(const Folder& folder, std::uint64_t memory = 1 << 20,
                       std::uint64_t disk = 1 << 20) {
  return {.use = CacheUse::on, .folder = folder.path(), .disk_bytes = disk, .memory_bytes = memory};
}

/// What the chain itself gives for clips as one padded batch.
Sequence directly(model::Chain& chain, const std::vector<std::size_t>& clips) {
  std::vector<Sequence> parts;
  for (const auto clip : clips) {
    auto values = *samples(clip);
    const auto length = static_cast<std::int64_t>(values.size());
    parts.push_back(fakes::audio(std::move(values), 1, {length}));
  }
  return chain.forward_frozen(model::batch_of(parts));
}

TEST(ClipFeatures, AreComputedOnceAndAreWhatTheModelGives) {
  const Folder folder;
  Model model;
  ClipFeatures cache(settings(folder));
  EXPECT_TRUE(cache.prepare("m", true, model.engine, {0, 1, 2}, samples));
  EXPECT_TRUE(cache.prepare("m", true, model.engine, {2, 1, 3}, samples));
  EXPECT_EQ(forwards, 4);
  const auto batch = cache.batch({3, 0}), direct = directly(model.engine.chain(), {3, 0});
  EXPECT_TRUE(at::equal(batch.values, direct.values));
  EXPECT_TRUE(at::equal(batch.lengths, direct.lengths));
}

TEST(ClipFeatures, ComeFromTheDiskInTheNextProcessAndWhereMemoryIsFull) {
  const Folder folder;
  Model model;
  ClipFeatures(settings(folder)).prepare("m", true, model.engine, {0, 1}, samples);
  EXPECT_EQ(forwards, 2);
  ClipFeatures later(settings(folder, /*memory=*/0));
  EXPECT_TRUE(later.prepare("m", true, model.engine, {0, 1}, samples));
  EXPECT_EQ(forwards, 2) << "nothing is computed";
  EXPECT_TRUE(at::equal(later.batch({1, 0}).values, directly(model.engine.chain(), {1, 0}).values));
}

TEST(ClipFeatures, ThatAreNotFiniteNameTheirClipAndAreNotKept) {
  const Folder folder;
  Model model;
  const auto with_hole = [](std::size_t clip) {
    auto out = *samples(clip);
    if (clip == 1) out[3] = std::numeric_limits<float>::quiet_NaN();
    return std::make_shared<const std::vector<float>>(std::move(out));
  };
  ClipFeatures cache(settings(folder));
  try {
    cache.prepare("m", true, model.engine, {0, 1, 2}, with_hole);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const NotFinite& fault) { EXPECT_EQ(fault.clip, 1u); }
  EXPECT_TRUE(cache.prepare("m", true, model.engine, {0, 1, 2}, samples));
  EXPECT_TRUE(at::isfinite(cache.batch({0, 1, 2}).values).all().item<bool>());
}

TEST(ClipFeatures, OfOtherWeightsAreOthers) {
  const Folder folder;
  Model model;
  ClipFeatures cache(settings(folder));
  cache.prepare("m", true, model.engine, {0}, samples);
  cache.prepare("n", true, model.engine, {0}, samples);
  EXPECT_EQ(forwards, 2);
}

TEST(ClipFeatures, AreComputedAnewWhereTheDiskHasSpoiledThem) {
  const Folder folder;
  Model model;
  ClipFeatures(settings(folder)).prepare("m", true, model.engine, {0}, samples);
  {
    std::fstream file(shelf_files(folder.path()).at(0),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('!');
  }
  ClipFeatures later(settings(folder));
  EXPECT_TRUE(later.prepare("m", true, model.engine, {0}, samples));
  EXPECT_EQ(forwards, 2);
  EXPECT_TRUE(at::equal(later.batch({0}).values, directly(model.engine.chain(), {0}).values));
}

TEST(ClipFeatures, SayThatThereIsNoRoom) {
  const Folder folder;
  Model model;
  ClipFeatures cache(settings(folder, /*memory=*/60,
                              /*disk=*/10));  // clip 0 takes 2 frames of 3 values of 4 bytes: 24
  EXPECT_TRUE(cache.prepare("m", true, model.engine, {0}, samples));
  EXPECT_FALSE(cache.prepare("m", true, model.engine, {0, 1, 2}, samples));
}

TEST(ClipFeatures, TellHowFarTheyAreAndStopWhereThatThrows) {
  const Folder folder;
  Model model;
  ClipFeatures cache(settings(folder));
  std::size_t last = 0;
  cache.prepare("m", false, model.engine, {0, 1, 2}, samples,
                [&](std::size_t done, std::size_t total) {
                  EXPECT_EQ(total, 3U);
                  last = done;
                });
  EXPECT_EQ(last, 3U);
  EXPECT_THROW(cache.prepare("m", false, model.engine, {3, 4}, samples,
                             [](std::size_t, std::size_t) { throw std::runtime_error("stop"); }),
               std::runtime_error);
}

TEST(Packed, FramesWithASummaryAndMarksComeBack) {
  const Sequence clip{at::randn({1, 3, 2, 4}), at::tensor(std::vector<std::int64_t>{3}),
                      at::randn({1, 5}),
                      at::tensor(std::vector<std::int64_t>{7, 8, 9}).unsqueeze(0)};
  const auto back = unpack(pack(clip));
  ASSERT_TRUE(back.has_value());
  EXPECT_TRUE(at::equal(back->values, clip.values));
  EXPECT_TRUE(at::equal(back->summary, clip.summary));
  EXPECT_TRUE(at::equal(back->segment_ids, clip.segment_ids));
  EXPECT_TRUE(at::equal(back->lengths, clip.lengths));
  EXPECT_FALSE(unpack("").has_value());
  EXPECT_FALSE(unpack(pack(clip).substr(1)).has_value());
}

}  // namespace
}  // namespace serhost::features
