// Made-up systems on made-up corpora whose true metrics are known, from which coverage and false
// positives are counted: by a test in a quick slice, by benchmarks/comparison_power at length.
//
// A clip is answered rightly where ability + class + speaker + (speaker, class) + clip + (system,
// speaker) + (system, seed, clip) is above 0, all normal: systems agree on hard clips and hard
// speakers, and every system has speakers that suit it. Under the null all have the same ability.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/seed.hpp"
#include "metrics/scores.hpp"

namespace serhost::metrics::simulated {

enum class Sizes {
  equal,        ///< as many clips of every speaker, of every class alike
  unequal,      ///< lognormal: the largest of ten speakers has some twenty times the smallest
  one_heavy,    ///< one speaker has half of all clips
  class_poor,   ///< every speaker has classes at its own shares, some hardly any of one
  rare_class,   ///< one class is spoken by three speakers alone
  single_owner  ///< one class is spoken by one speaker alone
};

struct Setting {
  std::size_t speakers = 10;
  Sizes sizes = Sizes::equal;
  double ability = 0.6;
  double clips = 48;  ///< of a speaker, on average
  std::size_t seeds = 2;
  double suits = 0.15;   ///< standard deviation of (system, speaker)
  double speaker = 0.4;  ///< standard deviation of speakers; half as much of (speaker, class)
};

inline constexpr std::size_t kClasses = 4;
inline constexpr double kHard[kClasses] = {0.3, 0.1, -0.1, -0.3};
inline constexpr double kClipSd = 1.0, kSeedSd = 0.7;

inline double deviation_of(const Setting& setting) {
  const double own = setting.speaker / 2;
  return std::sqrt(setting.speaker * setting.speaker + own * own + kClipSd * kClipSd +
                   setting.suits * setting.suits + kSeedSd * kSeedSd);
}

/// The chance that a clip of this class is answered rightly, over all speakers there could be.
inline double true_recall(const Setting& setting, double ability, std::size_t of_class) {
  return 0.5 * std::erfc(-(ability + kHard[of_class]) / deviation_of(setting) / std::sqrt(2.0));
}

inline double true_ua(const Setting& setting, double ability) {
  double sum = 0.0;
  for (std::size_t k = 0; k < kClasses; ++k) sum += true_recall(setting, ability, k);
  return sum / kClasses;
}

/// The ability whose UA is `points` of a hundred above that of the setting.
inline double ability_for(const Setting& setting, double points) {
  double low = setting.ability, high = low + 6.0;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (true_ua(setting, middle) - true_ua(setting, setting.ability) < points / 100.0 ? low : high) =
        middle;
  }
  return low;
}

/// What of a table is the same for all its systems.
struct Corpus {
  Setting setting;
  std::vector<std::int64_t> label;
  std::vector<std::size_t> speaker;
  std::vector<std::string> names;  ///< of the speakers
  std::vector<double> ease;        ///< of the clip, its speaker and class

  Corpus(const Setting& made, Random& random) : setting(made) {
    const auto draw = [&](double mean) {
      return static_cast<std::size_t>(std::max(0.0, std::round(mean)));
    };
    for (std::size_t k = 0; k < made.speakers; ++k) {
      names.push_back("s" + std::to_string(k));
      double all = made.clips;
      if (made.sizes == Sizes::unequal) all = std::max(8.0, all * std::exp(random.normal()));
      if (made.sizes == Sizes::one_heavy)
        all = k == 0 ? all * static_cast<double>(made.speakers) / 2 : all / 2;
      double shares[kClasses], sum = 0.0;
      for (std::size_t c = 0; c < kClasses; ++c) {
        shares[c] = made.sizes == Sizes::class_poor ? std::pow(random.normal(), 2.0) : 1.0;
        const auto owners = made.sizes == Sizes::rare_class     ? std::size_t{3}
                            : made.sizes == Sizes::single_owner ? std::size_t{1}
                                                                : made.speakers;
        if (c + 1 == kClasses && k >= owners) shares[c] = 0.0;
        sum += shares[c];
      }
      const double of_speaker = made.speaker * random.normal();
      for (std::size_t c = 0; c < kClasses; ++c) {
        const double of_class = kHard[c] + made.speaker / 2 * random.normal();
        for (std::size_t i = 0, n = draw(all * shares[c] / sum); i < n; ++i) {
          label.push_back(static_cast<std::int64_t>(c));
          speaker.push_back(k);
          ease.push_back(of_speaker + of_class + kClipSd * random.normal());
        }
      }
    }
  }
};

inline std::vector<Outcomes> system_of(const Corpus& corpus, double ability, Random& random) {
  std::vector<double> suits(corpus.setting.speakers);
  for (auto& value : suits) value = corpus.setting.suits * random.normal();
  std::vector<Outcomes> out;
  for (std::size_t s = 0; s < corpus.setting.seeds; ++s) {
    auto& seed = out.emplace_back();
    seed.classes = kClasses;
    seed.truth = corpus.label;
    for (std::size_t i = 0; i < corpus.label.size(); ++i) {
      const bool right =
          ability + corpus.ease[i] + suits[corpus.speaker[i]] + kSeedSd * random.normal() > 0.0;
      const auto other = (corpus.label[i] + 1 + static_cast<std::int64_t>(random.below(3))) %
                         static_cast<std::int64_t>(kClasses);
      seed.predicted.push_back(right ? corpus.label[i] : other);
      seed.speakers.emplace_back(corpus.names[corpus.speaker[i]]);
    }
  }
  return out;
}

}  // namespace serhost::metrics::simulated
