// Bootstrap for the interval, permutation for the test; both move a speaker's clips of all seeds
// together.
#include "metrics/paired.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "metrics/bca.hpp"

namespace serhost::metrics {
namespace {

constexpr std::size_t kMostExactSpeakers = 14;

using Figures = std::map<std::string, double>;

class Pair {
 public:
  Pair(const std::vector<Outcomes>& first, const std::vector<Outcomes>& second)
      : first_(first), second_(second) {
    SERHOST_CHECK(!first.empty() && !second.empty());
    for (const auto* seeds : {&first, &second}) {
      for (const auto& seed : *seeds) {
        SERHOST_CHECK(seed.classes == first.front().classes && seed.size() == first.front().size());
      }
    }
    SERHOST_CHECK(first_.reason() == second_.reason() && first_.speakers() == second_.speakers());
  }

  const std::string& reason() const { return first_.reason(); }
  std::size_t speakers() const { return first_.speakers().size(); }
  Figures first(const std::vector<double>& times) const { return first_.metrics(times); }
  Figures second(const std::vector<double>& times) const { return second_.metrics(times); }

  Figures difference(const std::vector<double>& times) const {
    return minus(second(times), first(times));
  }

  bool can_swap() const { return first_.tallies().size() == second_.tallies().size(); }

  /// The difference where speaker k has changed sides if swapped[k].
  Figures swapped(const std::vector<bool>& swapped) const {
    Figures left, right;
    const auto seeds = first_.tallies().size();
    for (std::size_t s = 0; s < seeds; ++s) {
      auto a = first_.tallies()[s].front().emptied(), b = a;
      for (std::size_t k = 0; k < swapped.size(); ++k) {
        a.add((swapped[k] ? second_ : first_).tallies()[s][k]);
        b.add((swapped[k] ? first_ : second_).tallies()[s][k]);
      }
      for (const auto& [name, value] : a.metrics())
        left[name] += value / static_cast<double>(seeds);
      for (const auto& [name, value] : b.metrics())
        right[name] += value / static_cast<double>(seeds);
    }
    return minus(right, left);
  }

 private:
  static Figures minus(Figures from, const Figures& what) {
    for (auto& [name, value] : from) value -= what.at(name);
    return from;
  }

  BySpeaker first_, second_;
};

void test_by_swaps(const Pair& pair, std::size_t draws, std::map<std::string, Difference>& out) {
  const auto speakers = pair.speakers();
  const bool exact = speakers <= kMostExactSpeakers;
  const auto count = exact ? std::size_t{1} << speakers : draws;
  std::map<std::string, std::size_t> as_far;
  Random random(stream_seed(0, "swaps of speakers"));
  std::vector<bool> swapped(speakers);
  for (std::size_t draw = 0; draw < count; ++draw) {
    for (std::size_t k = 0; k < speakers; ++k)
      swapped[k] = exact ? (draw >> k & 1) != 0 : random.below(2) == 1;
    for (const auto& [name, value] : pair.swapped(swapped)) {
      const double observed = out[name].second - out[name].first;
      as_far[name] += static_cast<std::size_t>(std::abs(value) >= std::abs(observed) - 1e-12);
    }
  }
  for (auto& [name, difference] : out) {
    difference.exact = exact;
    difference.p = exact ? static_cast<double>(as_far[name]) / static_cast<double>(count)
                         : static_cast<double>(as_far[name] + 1) / static_cast<double>(count + 1);
  }
}

}  // namespace

double smallest_p(const Difference& difference) {
  return 2.0 / std::pow(2.0, static_cast<double>(difference.interval.speakers));
}

std::map<std::string, Difference> compare_over_speakers(const std::vector<Outcomes>& first,
                                                        const std::vector<Outcomes>& second,
                                                        std::size_t draws) {
  SERHOST_CHECK(draws > 0);
  const Pair pair(first, second);
  const auto speakers = pair.speakers();
  std::map<std::string, Difference> out;
  if (!pair.reason().empty()) {
    for (const auto& name : metric_names(first.front())) {
      auto& found = out[name];
      for (const auto& seed : first)
        found.first += metric(name, seed) / static_cast<double>(first.size());
      for (const auto& seed : second)
        found.second += metric(name, seed) / static_cast<double>(second.size());
      found.interval = {std::nullopt, std::nullopt, "no interval: " + pair.reason(), speakers};
      found.p = std::nan("");
    }
    return out;
  }

  std::vector<double> times(speakers, 1.0);
  for (const auto& [name, value] : pair.first(times)) out[name].first = value;
  for (const auto& [name, value] : pair.second(times)) out[name].second = value;
  std::map<std::string, std::vector<double>> drawn, left_out;
  for (auto& one : times) {
    one = 0.0;
    for (const auto& [name, value] : pair.difference(times)) left_out[name].push_back(value);
    one = 1.0;
  }
  Random random(stream_seed(0, "bootstrap over speakers"));
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::fill(times.begin(), times.end(), 0.0);
    for (std::size_t k = 0; k < speakers; ++k) times[random.below(speakers)] += 1.0;
    for (const auto& [name, value] : pair.difference(times)) drawn[name].push_back(value);
  }
  const auto method = "paired BCa bootstrap over " + std::to_string(speakers) + " speakers, " +
                      std::to_string(draws) + " draws, 95 %";
  if (pair.can_swap()) test_by_swaps(pair, draws, out);
  for (auto& [name, found] : out) {
    if (!pair.can_swap()) found.p = std::nan("");
    if (std::any_of(drawn[name].begin(), drawn[name].end(),
                    [](double v) { return std::isnan(v); })) {
      found.interval = {std::nullopt, std::nullopt, "no interval: the metric is undefined",
                        speakers};
      found.p = std::nan("");
      continue;
    }
    const auto n = static_cast<double>(speakers), whole = found.second - found.first;
    for (const auto without : left_out[name])
      found.by_speaker.push_back(n * whole - (n - 1.0) * without);
    const auto [low, high] =
        bca_limits(found.second - found.first, std::move(drawn[name]), left_out[name]);
    found.interval = {low, high, method, speakers};
  }
  return out;
}

}  // namespace serhost::metrics
