// Each speaker is tallied once; what is left without one is a difference of tallies, for all
// metrics at once.
#include "metrics/by_speaker.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"

namespace serhost::metrics {
namespace {

std::string reason_against(const std::vector<Outcomes>& seeds,
                           std::map<std::string, std::size_t>& index) {
  std::size_t clips = 0;
  for (const auto& seed : seeds) {
    clips += seed.size();
    if (seed.speakers.size() != seed.size()) return "speakers are unknown";
    for (const auto& speaker : seed.speakers) {
      if (!speaker) return "speakers are unknown";
      index.emplace(*speaker, 0);
    }
  }
  if (clips == 0) return "no test clips";
  if (index.size() >= kLeastSpeakers) return "";
  return std::to_string(index.size()) + (index.size() == 1 ? " speaker" : " speakers") +
         ", but at least " + std::to_string(kLeastSpeakers) + " are needed";
}

/// Seeds with test parts of their own may miss all of the clips.
std::map<std::string, double> mean_of(const std::vector<std::map<std::string, double>>& seeds) {
  std::map<std::string, double> sum;
  const auto counted = seeds.size();
  for (const auto& seed : seeds) {
    for (const auto& [name, value] : seed) sum[name] += value;
  }
  for (auto& [name, value] : sum) value /= static_cast<double>(counted);
  return sum;
}

std::map<std::string, double> mean_over_seeds(const std::vector<Tally>& seeds) {
  std::vector<std::map<std::string, double>> all;
  for (const auto& seed : seeds) {
    if (!seed.empty()) all.push_back(seed.metrics());
  }
  return mean_of(all);
}

}  // namespace

BySpeaker::BySpeaker(const std::vector<Outcomes>& seeds) {
  std::map<std::string, std::size_t> index;
  reason_ = reason_against(seeds, index);
  for (auto& [speaker, position] : index) {
    position = speakers_.size();
    speakers_.push_back(speaker);
  }
  if (!reason_.empty()) return;
  for (const auto& seed : seeds) {
    of_rows_ = seed.of_rows();
    tallies_.emplace_back(index.size(), Tally(seed));
    auto& clips = clips_.emplace_back(index.size(), 0.0);
    auto& owner = speaker_of_.emplace_back();
    for (std::size_t i = 0; i < seed.size(); ++i) {
      const auto speaker = index.at(*seed.speakers[i]);
      tallies_.back()[speaker].add(seed, i);
      clips[speaker] += 1.0;
      owner.push_back(speaker);
    }
    if (of_rows_) rows_.emplace_back(seed.rows);
    auto& total = totals_.emplace_back(Tally(seed));
    for (const auto& speaker : tallies_.back()) total.add(speaker);
  }
}

std::map<std::string, double> BySpeaker::metrics() const { return mean_over_seeds(totals_); }

std::map<std::string, double> BySpeaker::metrics_without(std::size_t k) const {
  SERHOST_CHECK(k < speakers_.size());
  std::vector<Tally> rest;
  std::vector<std::map<std::string, double>> of_rows;
  for (std::size_t s = 0; s < totals_.size(); ++s) {
    if (!of_rows_) {
      rest.push_back(totals_[s]);
      rest.back().add(tallies_[s][k], -1.0);
    } else if (clips_[s][k] < static_cast<double>(speaker_of_[s].size())) {
      of_rows.push_back(rows_[s].evaluate_without(speaker_of_[s], k));
    }
  }
  return of_rows_ ? mean_of(of_rows) : mean_over_seeds(rest);
}

std::vector<std::vector<double>> BySpeaker::supports(std::size_t seed) const {
  const auto& speakers = tallies_.at(seed);
  std::vector<std::vector<double>> out(speakers.front().classes(),
                                       std::vector<double>(speakers.size()));
  for (std::size_t k = 0; k < speakers.size(); ++k) {
    const auto clips = speakers[k].confusion();
    for (std::size_t i = 0; i < out.size(); ++i) out[i][k] = static_cast<double>(clips.support(i));
  }
  return out;
}

std::vector<std::vector<double>> BySpeaker::shares(bool by_class) const {
  std::vector<std::vector<double>> out;
  for (std::size_t s = 0; s < tallies_.size(); ++s) {
    const auto groups =
        by_class && !of_rows_ ? supports(s) : std::vector<std::vector<double>>{clips_[s]};
    out.resize(groups.size(), std::vector<double>(speakers_.size()));
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t k = 0; k < speakers_.size(); ++k) out[i][k] += groups[i][k];
    }
  }
  const auto sum = [](const auto& group) {
    return std::accumulate(group.begin(), group.end(), 0.0);
  };
  std::erase_if(out, [&](const auto& group) { return sum(group) == 0.0; });
  for (auto& group : out) {
    const double clips = sum(group);
    for (auto& share : group) share /= clips;
  }
  return out;
}

bool BySpeaker::one_speaker_has_a_class() const {
  for (std::size_t s = 0; s < tallies_.size(); ++s) {
    for (const auto& clips : supports(s)) {
      if (std::count_if(clips.begin(), clips.end(), [](double n) { return n > 0.0; }) == 1)
        return true;
    }
  }
  return false;
}

}  // namespace serhost::metrics
