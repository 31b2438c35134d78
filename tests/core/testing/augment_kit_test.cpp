// Each check for augmentations finds what it is for: one that is right but for one thing fails that
// check, with a sentence and a hint.
#include "testing/augment_kit.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <thread>

#include "core/testing/failures.hpp"

using namespace serhost;
using namespace serhost::conformance;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

namespace augment_kit {  // files are compiled in units: names of one must not meet those of another
namespace {

/// White noise of a random level, which is right, with one thing changed by each of those below.
struct Right : Augment {
  Waveform apply(Waveform clip, std::mt19937_64& random) const override {
    std::normal_distribution<float> noise(0.0F, 0.01F);
    for (auto& sample : clip.samples) sample += noise(random);
    return clip;
  }
};

template <class Checked>
Failures failures() {
  return failures_of(checks_of(AugmentCase{[] { return std::make_shared<Checked>(); }}));
}

}  // namespace

TEST(AugmentKit, IsSatisfiedByWhiteNoise) { EXPECT_THAT(failures<Right>(), IsEmpty()); }

struct ThreeTimesAsLong : Right {
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    const auto once = clip.samples;
    clip.samples.insert(clip.samples.end(), once.begin(), once.end());
    clip.samples.insert(clip.samples.end(), once.begin(), once.end());
    return clip;
  }
};
TEST(AugmentKit, NoticesAClipThatGrowsTooLong) {
  EXPECT_THAT(failures<ThreeTimesAsLong>(),
              ElementsAre(Pair("form", AllOf(HasSubstr("became one of 3 samples at 8000 Hz"),
                                             HasSubstr("expected 1 to 2 samples")))));
}

struct LosesShortClips : Right {
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    clip.samples.resize(clip.samples.size() / 2);
    return clip;
  }
};
TEST(AugmentKit, NoticesAClipThatVanishes) {
  EXPECT_THAT(failures<LosesShortClips>(),
              Contains(Pair("form", HasSubstr("a clip of 1 sample at 8000 Hz (stream 1) became one "
                                              "of 0 samples"))));
}

struct OtherRate : Right {
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    clip.sample_rate = 16000;
    return clip;
  }
};
TEST(AugmentKit, NoticesAnotherRate) {
  EXPECT_THAT(failures<OtherRate>(), Contains(Pair("form", HasSubstr("at 16000 Hz"))));
}

struct DividesByThePeak : Right {
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    float peak = 0.0F;
    for (const auto sample : clip.samples) peak = std::max(peak, std::abs(sample));
    for (auto& sample : clip.samples) sample /= peak;
    return clip;
  }
};
TEST(AugmentKit, NoticesADivisionByZeroInASilentClip) {
  EXPECT_THAT(failures<DividesByThePeak>(),
              ElementsAre(Pair("finite", AllOf(HasSubstr("a silent clip of 8000 samples"),
                                               HasSubstr("sample 0 is not finite")))));
}

struct KeepsADistribution : Right {
  mutable std::normal_distribution<float> noise{0.0F, 0.01F};
  Waveform apply(Waveform clip, std::mt19937_64& random) const override {
    if (clip.samples.size() % 2 == 0) clip.samples.push_back(0.0F);  // an odd count keeps one back
    for (auto& sample : clip.samples) sample += noise(random);
    return clip;
  }
};
TEST(AugmentKit, NoticesANumberThatADistributionKeptBack) {
  EXPECT_THAT(failures<KeepsADistribution>(),
              Contains(Pair("same stream", HasSubstr("differs the second time"))));
}

struct CountsItsClips : Right {
  mutable std::atomic<int> seen = 0;
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    const auto by = 1.0F / static_cast<float>(1 + seen++);
    for (auto& sample : clip.samples) sample *= by;
    return clip;
  }
};
TEST(AugmentKit, NoticesMemory) {
  EXPECT_THAT(failures<CountsItsClips>(), Contains(Key("same stream")));
  EXPECT_THAT(failures<CountsItsClips>(), Contains(Key("another instance")));
}

struct OwnGenerator : Right {
  std::uint64_t seed = std::random_device()();
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    std::mt19937_64 own(seed);
    return Right::apply(std::move(clip), own);
  }
};
TEST(AugmentKit, NoticesRandomNumbersOfTheInstance) {
  EXPECT_THAT(failures<OwnGenerator>(),
              ElementsAre(Pair("another instance", HasSubstr("differs between two instances"))));
}

struct GlobalGenerator : Right {
  Waveform apply(Waveform clip, std::mt19937_64& random) const override {
    std::rand();
    return Right::apply(std::move(clip), random);
  }
};
TEST(AugmentKit, NoticesTheGeneratorOfTheProgram) {
  EXPECT_THAT(failures<GlobalGenerator>(),
              ElementsAre(Pair("global state", HasSubstr("std::rand was drawn from"))));
}

struct SharesScratch : Right {
  mutable std::vector<float> scratch = std::vector<float>(1 << 20);
  Waveform apply(Waveform clip, std::mt19937_64&) const override {
    for (std::size_t i = 0; i < clip.samples.size(); ++i) scratch[i] = 0.5F * clip.samples[i];
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    for (std::size_t i = 0; i < clip.samples.size(); ++i) clip.samples[i] = scratch[i];
    return clip;
  }
};
TEST(AugmentKit, NoticesScratchThatThreadsShare) {
  EXPECT_THAT(failures<SharesScratch>(),
              ElementsAre(Pair("several threads", HasSubstr("while other threads do others"))));
}

TEST(AugmentKit, SkipsWhatNeedsASecondInstance) {
  const auto own = std::make_shared<Right>();
  const auto checks = checks_of(AugmentCase{[=] { return own; }, /*fresh=*/false});
  EXPECT_EQ(finding_of(checks, "another instance").outcome, Outcome::skipped);
  EXPECT_EQ(finding_of(checks, "same stream").outcome, Outcome::ok);
}

}  // namespace augment_kit
