// comparison_power [TABLES]: how often `serhost report` marks a difference that is not there, and
// one that is. Tables of 4 backbones and 5 losses at IEMOCAP's size are drawn from a model of right
// and wrong answers, compared as the report does, and counted.
//
// A clip is answered rightly where ability + speaker + clip + (system, speaker) + (system, seed,
// clip) is above 0, all normal: systems agree on hard clips and hard speakers, and every system has
// speakers that suit it. Under the null all systems have the same ability.
#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/seed.hpp"
#include "metrics/correction.hpp"
#include "metrics/equivalence.hpp"
#include "metrics/paired.hpp"

namespace {

using serhost::Random;
using serhost::metrics::Outcomes;

constexpr std::array<std::size_t, 4> kClasses = {1103, 1636, 1708,
                                                 1084};  // anger, happiness, neutral, sadness
constexpr std::size_t kClips = 5531, kSeeds = 3, kRows = 4, kLosses = 5;
constexpr double kClip = 1.2, kSpeaker = 0.25, kSuits = 0.06, kSeed = 0.8,
                 kAbility = 0.6;  // standard deviations, and the common ability

/// What of a table is the same for all its systems.
struct Corpus {
  std::vector<std::int64_t> label;
  std::vector<std::size_t> speaker;
  std::vector<double> ease;  ///< of the clip and its speaker

  Corpus(std::size_t speakers, Random& random) {
    for (std::size_t k = 0; k < kClasses.size(); ++k)
      label.insert(label.end(), kClasses[k], static_cast<std::int64_t>(k));
    random.shuffle(label);
    std::vector<double> of_speaker(speakers);
    for (auto& value : of_speaker) value = kSpeaker * random.normal();
    for (std::size_t i = 0; i < kClips; ++i) {
      speaker.push_back(i * speakers / kClips);
      ease.push_back(of_speaker[speaker.back()] + kClip * random.normal());
    }
  }
};

std::vector<Outcomes> system_of(const Corpus& corpus, std::size_t speakers, double ability,
                                Random& random) {
  std::vector<double> suits(speakers);
  for (auto& value : suits) value = kSuits * random.normal();
  std::vector<Outcomes> out;
  for (std::size_t s = 0; s < kSeeds; ++s) {
    auto& seed = out.emplace_back();
    seed.classes = kClasses.size();
    seed.truth = corpus.label;
    for (std::size_t i = 0; i < kClips; ++i) {
      const bool right =
          ability + corpus.ease[i] + suits[corpus.speaker[i]] + kSeed * random.normal() > 0.0;
      const auto other = (corpus.label[i] + 1 + static_cast<std::int64_t>(random.below(3))) % 4;
      seed.predicted.push_back(right ? corpus.label[i] : other);
      seed.speakers.emplace_back("s" + std::to_string(corpus.speaker[i]));
    }
  }
  return out;
}

/// The ability that is expected to answer `points` more of a hundred clips rightly.
double ability_for(double points) {
  const double sd =
      std::sqrt(kClip * kClip + kSpeaker * kSpeaker + kSuits * kSuits + kSeed * kSeed);
  const auto share = [&](double ability) {
    return 0.5 * std::erfc(-ability / sd / std::sqrt(2.0));
  };
  double low = kAbility, high = kAbility + 5.0;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (share(middle) - share(kAbility) < points / 100.0 ? low : high) = middle;
  }
  return low;
}

struct DrawnTable {
  std::vector<double> p;  ///< of the 16 differences from the first loss; the last of them belongs
                          ///< to a system that is `points` better
  double seen = 0.0;  ///< what the report would say of the last: the difference that could be seen,
                      ///< in the table ...
  double seen_alone = 0.0;  ///< ... and as the only comparison
};

DrawnTable table_of(std::size_t speakers, double points, std::uint64_t number) {
  Random random(serhost::stream_seed(number, "comparison power", speakers));
  const Corpus corpus(speakers, random);
  DrawnTable out;
  for (std::size_t row = 0; row < kRows; ++row) {
    const auto reference = system_of(corpus, speakers, kAbility, random);
    for (std::size_t loss = 1; loss < kLosses; ++loss) {
      const bool better = row + 1 == kRows && loss + 1 == kLosses;
      const auto system =
          system_of(corpus, speakers, better ? ability_for(points) : kAbility, random);
      // Up to 14 speakers all swaps are tried whatever the number of draws; the interval is not
      // looked at.
      const auto found =
          serhost::metrics::compare_over_speakers(reference, system, speakers <= 14 ? 2 : 2000)
              .at("ua");
      out.p.push_back(found.p);
      if (!better) continue;
      constexpr double kLevel = 0.05, kComparisons = kRows * (kLosses - 1);
      out.seen = serhost::metrics::detectable_by_swaps(found, kLevel / kComparisons).value_or(0.0);
      out.seen_alone = serhost::metrics::detectable_by_swaps(found, kLevel).value_or(0.0);
    }
  }
  return out;
}

void print_share(const char* what, std::size_t hits, std::size_t n) {
  const auto k = static_cast<double>(hits), all = static_cast<double>(n);
  const double low = hits == 0 ? 0.0 : boost::math::ibeta_inv(k, all - k + 1, 0.025);
  const double high = hits == n ? 1.0 : boost::math::ibeta_inv(k + 1, all - k, 0.975);
  std::printf("%s: %zu of %zu tables, %.1f %% [%.1f, %.1f]\n", what, hits, n, 100 * k / all,
              100 * low, 100 * high);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const auto tables = static_cast<std::size_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 600);
  if (tables == 0) {
    std::fprintf(stderr, "usage: comparison_power [TABLES]\n");
    return 64;
  }
  std::printf(
      "%zu clips, %zu seeds, %zu differences a table, marked under 5 %% after Holm; intervals are "
      "exact binomial ones of 95 %%\n",
      kClips, kSeeds, kRows * (kLosses - 1));
  std::size_t false_marks = 0;
  for (std::size_t t = 0; t < tables; ++t) {
    bool any = false;
    for (const double p : serhost::metrics::holm(table_of(10, 0.0, t).p)) any = any || p < 0.05;
    false_marks += any;
  }
  print_share("10 speakers, no difference, any mark", false_marks, tables);
  for (const auto& [speakers, points] : std::vector<std::pair<std::size_t, double>>{
           {10, 2.0}, {10, 3.0}, {10, 4.0}, {10, 5.0}, {12, 3.0}, {20, 3.0}, {30, 3.0}}) {
    std::size_t found = 0, alone = 0;
    double seen = 0.0, seen_alone = 0.0;
    const auto n = std::max<std::size_t>(speakers == 10 ? tables / 3 : tables / 6, 1);
    for (std::size_t t = 0; t < n; ++t) {
      const auto table = table_of(speakers, points, 1'000'000 + t);
      found += serhost::metrics::holm(table.p).back() < 0.05;
      alone += table.p.back() < 0.05;
      seen += table.seen / static_cast<double>(n);
      seen_alone += table.seen_alone / static_cast<double>(n);
    }
    const auto what = std::to_string(speakers) + " speakers, a true difference of " +
                      std::to_string(points).substr(0, 3) + " points, marked";
    print_share(what.c_str(), found, n);
    print_share((what + " where nothing else is compared").c_str(), alone, n);
    std::printf(
        "  said to be seen in 80 %% of repetitions: %.2f points, %.2f where nothing else is "
        "compared (means)\n",
        100 * seen, 100 * seen_alone);
  }
  return 0;
}
