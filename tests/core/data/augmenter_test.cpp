// Augmentations as the loader applies them: repeatable, each with draws of its own, looked at.
#include "data/loading/augmenter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "base/error.hpp"
#include "host/built_in.hpp"

namespace serhost::data {
namespace {

using ::testing::HasSubstr;

/// Adds a random number to every sample.
class Shift final : public Augment {
 public:
  struct Options {
    double size = 1.0;
  };
  static void declare(Schema<Options>& schema) { schema.add("size", &Options::size); }
  Shift(const Options& options, const Context&) : options_(options) {}
  Waveform apply(Waveform clip, std::mt19937_64& random) const override {
    const auto by = std::uniform_real_distribution<double>(0.0, options_.size)(random);
    for (auto& sample : clip.samples) sample += static_cast<float>(by);
    return clip;
  }

 private:
  Options options_;
};
SERHOST_AUGMENT(Shift, "shift", "adds a number");

/// Does what it must not.
class Spoil final : public Augment {
 public:
  struct Options {
    std::string how = "nan";
  };
  static void declare(Schema<Options>& schema) { schema.add("how", &Options::how); }
  Spoil(const Options& options, const Context&) : options_(options) {}
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    if (options_.how == "throw") throw std::runtime_error("out of ideas");
    if (options_.how == "nan") clip.samples[0] = std::numeric_limits<float>::quiet_NaN();
    if (options_.how == "long") clip.samples.resize(3 * clip.samples.size());
    if (options_.how == "short") clip.samples.clear();
    if (options_.how == "rate") clip.sample_rate = 8000;
    return clip;
  }

 private:
  Options options_;
};
SERHOST_AUGMENT(Spoil, "spoil", "does what it must not");

config::AugmentTable table(const std::string& name, Value value, double probability = 1.0) {
  config::AugmentTable out;
  out.component.info = &host::built_in_registry().get(Kind::augment, name);
  out.component.plugin = name;
  out.component.values = {std::move(value)};
  out.probability = probability;
  return out;
}

std::vector<float> heard(const std::vector<config::AugmentTable>& augments, const std::string& key,
                         std::uint64_t seed = 1, std::int64_t epoch = 0) {
  config::TrainTable train;
  train.augments = augments;
  return Augmenter(train, 1).apply({0.0F, 0.0F}, 16000, key, seed, epoch);
}

TEST(Augmenter, RepeatsByClipSeedAndEpoch) {
  const auto once = heard({table("shift", 1.0)}, "a");
  EXPECT_NE(once[0], 0.0F);
  EXPECT_EQ(once, heard({table("shift", 1.0)}, "a"));
  EXPECT_NE(once, heard({table("shift", 1.0)}, "b"));
  EXPECT_NE(once, heard({table("shift", 1.0)}, "a", 2));
  EXPECT_NE(once, heard({table("shift", 1.0)}, "a", 1, 1));
}

TEST(Augmenter, OneMoreChangesNoOthersDraws) {
  const auto first = heard({table("shift", 1.0)}, "a")[0];
  const auto both = heard({table("shift", 1.0), table("shift", 100.0)}, "a")[0];
  const auto second = heard({table("shift", 0.0), table("shift", 100.0)}, "a")[0];
  EXPECT_FLOAT_EQ(both, first + second);
  EXPECT_NE(100.0F * first, second);  // streams of their own
}

TEST(Augmenter, ChangesAsManyClipsAsTheProbabilitySays) {
  int changed = 0;
  for (int i = 0; i < 1000; ++i)
    changed += heard({table("shift", 1.0, 0.3)}, std::to_string(i))[0] != 0.0F ? 1 : 0;
  EXPECT_NEAR(changed, 300, 60);
  // Whether a clip is changed is not how it is changed.
  for (int i = 0; i < 1000; ++i) {
    const auto sometimes = heard({table("shift", 1.0, 0.3)}, std::to_string(i))[0];
    if (sometimes != 0.0F) {
      EXPECT_EQ(sometimes, heard({table("shift", 1.0)}, std::to_string(i))[0]);
    }
  }
}

TEST(Augmenter, RefusesWhatWouldSpoilTraining) {
  for (const auto& [how, message] :
       {std::pair{"nan", "samples that are not finite of clip 'a'"},
        {"long", "6 samples, not between half and twice the 2, of clip 'a'"},
        {"short", "0 samples"},
        {"rate", "audio of 8000 Hz instead of 16000 of clip 'a'"},
        {"throw", "out of ideas"}}) {
    try {
      heard({table("spoil", std::string(how))}, "a");
      ADD_FAILURE() << how;
    } catch (const PluginError& error) {
      EXPECT_THAT(error.what(), HasSubstr(message));
      EXPECT_THAT(error.what(), HasSubstr("augment 'spoil'"));
    }
  }
}

}  // namespace
}  // namespace serhost::data
