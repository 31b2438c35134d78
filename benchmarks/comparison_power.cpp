// comparison_power [TABLES [coverage|tables|power [SETTING]]]: what intervals and tests of
// `compare` and `report` hold, as the tables of docs/metrics.md and docs/comparing.md: coverage of
// the 95 % intervals, false positives of one comparison and of whole tables, and power; of all
// settings, or of those whose line begins with SETTING ("near 90 % | 6"), since a line of 24
// speakers takes minutes. The model is in tests/core/metrics/simulated.hpp.
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/metrics/simulated.hpp"
#include "metrics/correction.hpp"
#include "metrics/equivalence.hpp"
#include "metrics/paired.hpp"

namespace {

using serhost::Random;
using serhost::stream_seed;
using namespace serhost::metrics;
using simulated::Corpus;
using simulated::Setting;
using simulated::Sizes;

constexpr std::size_t kRows = 4, kLosses = 5;

std::string wanted;  ///< what lines begin with

/// Whether the line of this setting is to be computed; each has random numbers of its own.
bool chosen(const std::string& name, std::size_t speakers) {
  return (name + " | " + std::to_string(speakers) + " ").starts_with(wanted);
}

constexpr std::array<std::pair<const char*, Sizes>, 6> kShapes = {
    {{"equal speakers", Sizes::equal},
     {"unequal speakers", Sizes::unequal},
     {"one speaker has half", Sizes::one_heavy},
     {"speakers poor in classes", Sizes::class_poor},
     {"a class of three speakers", Sizes::rare_class},
     {"a class of one speaker", Sizes::single_owner}}};

std::string percent(std::size_t hits, std::size_t n) {
  if (n == 0) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f",
                100.0 * static_cast<double>(hits) / static_cast<double>(n));
  return text;
}

/// "2.7 [1.5, 4.3]": percent with the exact binomial interval of 95 %.
std::string share(std::size_t hits, std::size_t n) {
  const auto k = static_cast<double>(hits), all = static_cast<double>(n);
  const double low = hits == 0 ? 0.0 : boost::math::ibeta_inv(k, all - k + 1, 0.025);
  const double high = hits == n ? 1.0 : boost::math::ibeta_inv(k + 1, all - k, 0.975);
  char text[64];
  std::snprintf(text, sizeof text, "%.1f [%.1f, %.1f]", 100 * k / all, 100 * low, 100 * high);
  return text;
}

void print_coverage(const char* name, const Setting& setting, std::size_t tables) {
  if (!chosen(name, setting.speakers)) return;
  std::size_t given = 0, covered = 0, both_given = 0, both_covered = 0, significant = 0;
  const double truth = simulated::true_ua(setting, setting.ability);
  for (std::size_t t = 0; t < tables; ++t) {
    Random random(stream_seed(t, name, setting.speakers));
    const Corpus corpus(setting, random);
    const auto first = simulated::system_of(corpus, setting.ability, random),
               second = simulated::system_of(corpus, setting.ability, random);
    const auto one = interval_over_speakers("ua", first);
    given += one.low.has_value();
    covered += one.low && *one.low <= truth && truth <= *one.high;
    const auto both = compare_over_speakers(first, second).at("ua");
    both_given += both.interval.low.has_value();
    both_covered += both.interval.low && *both.interval.low <= 0.0 && 0.0 <= *both.interval.high;
    significant += setting.speakers >= kLeastTested && both.p < 0.05;
  }
  std::printf(
      "| %s | %zu | %.0f | %s | %s | %s | %s |\n", name, setting.speakers, 100 * truth,
      percent(given, tables).c_str(), percent(covered, given).c_str(),
      percent(both_covered, both_given).c_str(),
      setting.speakers >= kLeastTested ? percent(significant, tables).c_str() : "not tested");
  std::fflush(stdout);
}

struct DrawnTable {
  std::vector<double> p;  ///< of the 16 differences from the first loss; the last of them belongs
                          ///< to a system that is `points` better
  double seen = 0.0, seen_alone = 0.0;  ///< what the report would call detectable of the last
};

DrawnTable table_of(const Setting& setting, double points, std::uint64_t number) {
  Random random(stream_seed(number, "comparison power", setting.speakers));
  const Corpus corpus(setting, random);
  DrawnTable out;
  for (std::size_t row = 0; row < kRows; ++row) {
    const auto reference = simulated::system_of(corpus, setting.ability, random);
    for (std::size_t loss = 1; loss < kLosses; ++loss) {
      const bool better = points > 0.0 && row + 1 == kRows && loss + 1 == kLosses;
      const auto ability = better ? simulated::ability_for(setting, points) : setting.ability;
      const auto system = simulated::system_of(corpus, ability, random);
      const auto found = compare_over_speakers(reference, system).at("ua");
      if (!std::isnan(found.p)) out.p.push_back(found.p);
      if (!better) continue;
      constexpr double kLevel = 0.05, kComparisons = kRows * (kLosses - 1);
      out.seen = detectable_difference(found.estimate, kLevel / kComparisons).value_or(0.0);
      out.seen_alone = detectable_difference(found.estimate, kLevel).value_or(0.0);
    }
  }
  return out;
}

void print_null_tables(const char* name, const Setting& setting, std::size_t tables) {
  if (!chosen(name, setting.speakers)) return;
  std::size_t marked = 0;
  for (std::size_t t = 0; t < tables; ++t) {
    const auto adjusted = holm(table_of(setting, 0.0, t).p);
    marked += std::any_of(adjusted.begin(), adjusted.end(), [](double p) { return p < 0.05; });
  }
  std::printf("| %s | %zu | %zu | %s |\n", name, setting.speakers, tables,
              share(marked, tables).c_str());
  std::fflush(stdout);
}

void print_power(const Setting& setting, double points, std::size_t tables) {
  if (!chosen(std::to_string(static_cast<int>(points)), setting.speakers)) return;
  std::size_t found = 0, alone = 0;
  double seen = 0.0, seen_alone = 0.0;
  for (std::size_t t = 0; t < tables; ++t) {
    const auto table = table_of(setting, points, 1'000'000 + t);
    found += holm(table.p).back() < 0.05;
    alone += table.p.back() < 0.05;
    seen += table.seen / static_cast<double>(tables);
    seen_alone += table.seen_alone / static_cast<double>(tables);
  }
  std::printf("| %.0f | %zu | %s | %.1f | %s | %.1f |\n", points, setting.speakers,
              share(found, tables).c_str(), 100 * seen, share(alone, tables).c_str(),
              100 * seen_alone);
  std::fflush(stdout);
}

void print_all_coverage(std::size_t tables) {
  std::printf(
      "Coverage of 95 %% intervals of UA and false positives, %zu tables a line, percent\n\n",
      tables);
  std::printf(
      "| setting | speakers | true UA | interval given | covers | covers, of a difference | p < "
      ".05 "
      "|\n|---|---|---|---|---|---|---|\n");
  for (const auto& [name, sizes] : kShapes) {
    for (const std::size_t speakers : {5u, 6u, 10u, 24u})
      print_coverage(name, {.speakers = speakers, .sizes = sizes}, tables);
  }
  for (const std::size_t speakers : {5u, 6u, 10u, 24u}) {
    print_coverage("speakers who differ much", {.speakers = speakers, .speaker = 0.8}, tables);
    print_coverage("near 20 %", {.speakers = speakers, .ability = -1.1}, tables);
    print_coverage("near 90 %", {.speakers = speakers, .ability = 1.7}, tables);
    print_coverage("near 98 %", {.speakers = speakers, .ability = 2.8}, tables);
  }
}

void print_all_tables(std::size_t tables) {
  std::printf(
      "\nTables of %zu cells, %zu comparisons, nothing differs: percent with any mark\n\n"
      "| setting | speakers | tables | any mark |\n|---|---|---|---|\n",
      kRows * kLosses, kRows * (kLosses - 1));
  for (const auto& [name, sizes] : kShapes) {
    for (const std::size_t speakers : {6u, 10u, 24u})
      print_null_tables(name, {.speakers = speakers, .sizes = sizes, .clips = 24}, tables);
  }
}

void print_all_power(std::size_t tables) {
  std::printf(
      "\nPower at IEMOCAP's size (5531 clips, 3 seeds), %zu tables a line: percent marked\n\n"
      "| true difference, points | speakers | among 16 comparisons | detectable, it says | as the "
      "only one | detectable, it says |\n|---|---|---|---|---|---|\n",
      tables);
  for (const auto& [speakers, points] : std::vector<std::pair<std::size_t, double>>{
           {10, 2.0}, {10, 3.0}, {10, 4.0}, {10, 5.0}, {20, 3.0}, {30, 3.0}}) {
    const Setting iemocap{.speakers = speakers,
                          .clips = 5531.0 / static_cast<double>(speakers),
                          .seeds = 3,
                          .suits = 0.06};
    print_power(iemocap, points, tables);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto tables =
      static_cast<std::size_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 4000);
  const std::string which = argc > 2 ? argv[2] : "";
  if (argc > 3) wanted = argv[3];
  if (tables == 0 ||
      (!which.empty() && which != "coverage" && which != "tables" && which != "power")) {
    std::fprintf(stderr, "usage: comparison_power [TABLES [coverage|tables|power [SETTING]]]\n");
    return 64;
  }
  if (which.empty() || which == "coverage") print_all_coverage(tables);
  if (which.empty() || which == "tables") print_all_tables(tables);
  if (which.empty() || which == "power") print_all_power(std::max<std::size_t>(tables / 40, 1));
  return 0;
}
