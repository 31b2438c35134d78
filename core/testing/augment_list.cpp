// What every augmentation keeps: the form of a waveform, and that its result depends on the clip
// and the stream it is given, on nothing else.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <mutex>
#include <numbers>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "testing/augment_kit.hpp"

namespace serhost::conformance {
namespace {

constexpr std::size_t kLoaderThreads = 4;
constexpr std::size_t kGivenClips = 24;

/// A tone with a little noise; the same for the same number.
Waveform clip(std::size_t number, std::int64_t samples, std::int64_t rate = 16000) {
  std::mt19937_64 random(1000 + number);
  std::normal_distribution<float> noise(0.0F, 0.02F);
  Waveform out;
  out.sample_rate = rate;
  const auto pitch = 100.0 + 20.0 * static_cast<double>(number % 10);
  for (std::int64_t i = 0; i < samples; ++i) {
    const auto phase =
        2.0 * std::numbers::pi * pitch * static_cast<double>(i) / static_cast<double>(rate);
    out.samples.push_back(0.4F * static_cast<float>(std::sin(phase)) + noise(random));
  }
  return out;
}

std::int64_t samples_of(std::size_t number) {
  return 2000 + static_cast<std::int64_t>(number) * 331;
}

std::string text_of(const Waveform& clip) {
  return count_of(clip.samples.size(), "sample") + " at " + std::to_string(clip.sample_rate) +
         " Hz";
}

Waveform applied(const Augment& augment, const Waveform& clip, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  return augment.apply(clip, random);
}

bool same_bits(const Waveform& a, const Waveform& b) {
  return a.sample_rate == b.sample_rate && a.samples == b.samples;
}

std::vector<Waveform> varied_clips() {
  std::vector<Waveform> all;
  for (const auto rate : {8000, 16000, 44100}) {
    for (const auto samples : {1, 2, 3, 399, 400, 16000, 48000})
      all.push_back(clip(all.size(), samples, rate));
  }
  auto silent = clip(0, 8000), loud = silent;
  std::fill(silent.samples.begin(), silent.samples.end(), 0.0F);
  for (std::size_t i = 0; i < loud.samples.size(); ++i) loud.samples[i] = i % 2 == 0 ? 1.0F : -1.0F;
  all.push_back(silent);
  all.push_back(loud);
  return all;
}

void form(Verdict& verdict, const AugmentCase& one) {
  const auto augment = one.make();
  for (const auto& given : varied_clips()) {
    for (std::uint64_t seed = 1; seed <= 8 && !verdict.enough(); ++seed) {
      const auto got = applied(*augment, given, seed);
      const auto what = "a clip of " + text_of(given) + " (stream " + std::to_string(seed) + ")";
      const auto least = (given.samples.size() + 1) / 2, most = 2 * given.samples.size();
      verdict.expect(
          got.sample_rate == given.sample_rate &&
              got.samples.size() >= std::max<std::size_t>(least, 1) && got.samples.size() <= most,
          what + " became one of " + text_of(got) + "; expected " + std::to_string(least) + " to " +
              std::to_string(most) + " samples at the same rate");
    }
  }
}

void finite(Verdict& verdict, const AugmentCase& one) {
  const auto augment = one.make();
  for (const auto& given : varied_clips()) {
    for (std::uint64_t seed = 1; seed <= 8 && !verdict.enough(); ++seed) {
      const auto got = applied(*augment, given, seed);
      const auto bad = std::find_if(got.samples.begin(), got.samples.end(),
                                    [](float sample) { return !std::isfinite(sample); });
      if (bad == got.samples.end()) continue;
      const auto silent = std::all_of(given.samples.begin(), given.samples.end(),
                                      [](float sample) { return sample == 0.0F; });
      verdict.fail(std::string(silent ? "a silent clip" : "a clip") + " of " + text_of(given) +
                   " (stream " + std::to_string(seed) + "): sample " +
                   std::to_string(bad - got.samples.begin()) + " is not finite");
    }
  }
}

void same_stream(Verdict& verdict, const AugmentCase& one) {
  const auto augment = one.make();
  for (std::size_t i = 0; i < kGivenClips && !verdict.enough(); ++i) {
    const auto given = clip(i, samples_of(i));
    const auto once = applied(*augment, given, i);
    const auto what = "a clip of " + text_of(given) + " with the same stream";
    verdict.expect(same_bits(once, applied(*augment, given, i)), what + " differs the second time");
    applied(*augment, clip(i + 1, samples_of(i + 1)), i + 7);
    verdict.expect(same_bits(once, applied(*augment, given, i)),
                   what + " differs after another clip");
  }
}

void another_instance(Verdict& verdict, const AugmentCase& one) {
  if (!one.fresh) verdict.skip("needs two instances, made by name");
  const auto first = one.make(), second = one.make();
  applied(*first, clip(3, samples_of(3)), 3);  // what it may remember must not matter
  for (std::size_t i = 0; i < kGivenClips && !verdict.enough(); ++i) {
    const auto given = clip(i, samples_of(i));
    verdict.expect(same_bits(applied(*first, given, i), applied(*second, given, i)),
                   "a clip of " + text_of(given) +
                       " with the same stream differs between two "
                       "instances");
  }
}

void global_state(Verdict& verdict, const AugmentCase& one) {
  const auto augment = one.make();
  std::srand(1);
  const auto expected = std::rand();
  std::srand(1);
  applied(*augment, clip(0, samples_of(0)), 1);
  verdict.expect(std::rand() == expected, "the generator of std::rand was drawn from, or seeded");
}

void threads(Verdict& verdict, const AugmentCase& one) {
  const auto augment = one.make();
  std::vector<Waveform> given, alone;
  for (std::size_t i = 0; i < kGivenClips; ++i) {
    given.push_back(clip(i, samples_of(i)));
    alone.push_back(applied(*augment, given.back(), i));
  }
  std::mutex mutex;
  for (int round = 0; round < 4; ++round) {
    for_each_index(kGivenClips, kLoaderThreads, [&](std::size_t i) {
      const bool same = same_bits(alone[i], applied(*augment, given[i], i));
      const std::lock_guard lock(mutex);
      if (!same && !verdict.enough()) {
        verdict.fail("a clip of " + text_of(given[i]) +
                     " while other threads do others differs from the clip alone");
      }
    });
  }
}

}  // namespace

std::vector<Check> checks_of(const AugmentCase& one) {
  std::vector<Check> all;
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const AugmentCase&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, one); }});
  };
  add("form",
      "keep clip.sample_rate; where the length changes, round it so that at least half and at most "
      "twice the samples are left, also of clips of a single sample",
      form);
  add("finite",
      "divide by nothing that can be 0: the power of a silent clip, the distance to the next "
      "sample of a clip that has one",
      finite);
  add("same stream",
      "draw from `random` alone, make distributions anew in each call (a std::normal_distribution "
      "keeps a number back), and keep nothing in mutable or static members",
      same_stream);
  add("another instance",
      "draw from `random` alone: neither from std::random_device nor from a generator of the "
      "instance or the program",
      another_instance);
  add("global state", "draw from `random`, never from std::rand", global_state);
  add("several threads",
      "keep nothing of a call in members, and no static scratch memory: loader threads share the "
      "instance",
      threads);
  return all;
}

}  // namespace serhost::conformance
