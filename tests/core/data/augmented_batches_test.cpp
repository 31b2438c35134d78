// The bundled augmentations in batches: a clip is changed alone, before it is padded, so that
// neither its neighbors nor the padding have a part in it.
#include <gtest/gtest.h>

#include <algorithm>

#include "builders.hpp"
#include "data/loading/augmenter.hpp"
#include "data/loading/loader.hpp"
#include "data/loading/mixing.hpp"
#include "host/built_in.hpp"
#include "host/registry.hpp"

namespace serhost::data {
namespace {

class AugmentedBatches : public ::testing::TestWithParam<const char*> {
 protected:
  AugmentedBatches() {
    config::TrainTable train;
    config::AugmentTable table;
    table.component.info = &registry_.get(Kind::augment, GetParam());
    table.component.plugin = GetParam();
    table.component.values = host::defaults_of(*table.component.info);
    train.augments = {table};
    augmenter_ = std::make_unique<Augmenter>(train, 1);
  }

  std::vector<LoadedBatch> load(std::vector<Batch> batches, std::uint64_t seed = 1, int workers = 1,
                                const std::string& how = "none") const {
    LoadOptions options;
    options.workers = workers;
    options.augment = [this, seed](std::vector<float> samples, const std::string& key) {
      return augmenter_->apply(std::move(samples), 16000, key, seed, 0);
    };
    config::TrainTable train;
    train.mix = how;
    options.mix = [&](LoadedBatch& batch) { mix(batch, manifest_, train, seed, 0); };
    ClipSource source(manifest_, 16000);
    Loader loader(source, manifest_, std::move(batches), options);
    std::vector<LoadedBatch> out;
    while (auto batch = loader.next()) out.push_back(std::move(*batch));
    return out;
  }

  /// The samples of a row, without its padding.
  static std::vector<float> clip(const LoadedBatch& batch, std::size_t row) {
    const auto begin = batch.values.begin() + static_cast<std::ptrdiff_t>(row) * batch.longest;
    return {begin, begin + batch.lengths[row]};
  }

  host::Registry registry_ = host::Registry::discover(host::PluginSearchPath::standard());
  Manifest manifest_ = toy::manifest_with(std::make_shared<toy::FakeDataset>(4));
  std::unique_ptr<Augmenter> augmenter_;
};

INSTANTIATE_TEST_SUITE_P(Bundled, AugmentedBatches,
                         ::testing::Values("noise", "gain", "background", "reverb", "codec",
                                           "pitch"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(AugmentedBatches, AClipIsTheSameAloneAndBesideLongerOnes) {
  const auto together = load({{1, 3, 0, 2}});
  const auto alone = load({{0}, {1}, {2}, {3}});
  ASSERT_EQ(together.size(), 1u);
  for (std::size_t row = 0; row < 4; ++row)
    EXPECT_EQ(clip(together[0], row), clip(alone[together[0].clips[row]], 0)) << row;
}

TEST_P(AugmentedBatches, ThePaddingStaysSilent) {
  const auto batch = load({{1, 3}}).at(0);
  ASSERT_EQ(batch.longest, 400);
  ASSERT_EQ(batch.lengths[0], 200);
  for (std::size_t i = 200; i < 400; ++i) ASSERT_EQ(batch.values[i], 0.0F) << i;
  EXPECT_NE(clip(batch, 0), std::vector<float>(200, 0.0F));
}

TEST_P(AugmentedBatches, TheClipsAreChangedAndRepeatBySeedWithAnyNumberOfWorkers) {
  const auto once = load({{1, 3}, {0, 2}});
  ClipSource source(manifest_, 16000);
  EXPECT_NE(clip(once[0], 0), *source.samples(1));
  for (const int workers : {0, 2, 4}) {
    const auto again = load({{1, 3}, {0, 2}}, 1, workers);
    for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(again[i].values, once[i].values);
  }
  EXPECT_NE(load({{1, 3}, {0, 2}}, 2)[0].values, once[0].values);
}

TEST_P(AugmentedBatches, MixedClipsRepeatWithAnyNumberOfWorkers) {
  const std::vector<Batch> batches = {{1, 3, 0}, {0, 2}, {3, 1}};
  for (const std::string how : {"mixup", "cutmix"}) {
    std::vector<LoadedBatch> once;
    for (const int workers : {1, 4}) {
      auto mixed = load(batches, 1, workers, how);
      if (once.empty()) once = std::move(mixed);
      else
        for (std::size_t i = 0; i < once.size(); ++i) {
          EXPECT_EQ(mixed[i].values, once[i].values);
          EXPECT_EQ(mixed[i].shares, once[i].shares);
          EXPECT_EQ(mixed[i].partners, once[i].partners);
        }
    }
    const auto plain = load(batches);
    EXPECT_TRUE(std::any_of(batches.begin(), batches.end(), [&](const Batch& batch) {
      const auto i = static_cast<std::size_t>(&batch - batches.data());
      return once[i].values != plain[i].values;
    }));
  }
}

}  // namespace
}  // namespace serhost::data
