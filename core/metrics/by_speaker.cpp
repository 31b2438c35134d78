// Each speaker is tallied once; a draw adds tallies, so all metrics share the same draws.
#include "metrics/by_speaker.hpp"

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
    tallies_.emplace_back(index.size(), Tally(seed));
    for (std::size_t i = 0; i < seed.size(); ++i)
      tallies_.back()[index.at(*seed.speakers[i])].add(seed, i);
  }
}

std::map<std::string, double> BySpeaker::metrics(std::span<const double> times) const {
  SERHOST_CHECK(times.size() == speakers_.size());
  std::map<std::string, double> sum;
  std::size_t counted = 0;
  for (const auto& seed : tallies_) {
    auto total = seed.front().emptied();
    for (std::size_t k = 0; k < times.size(); ++k) {
      if (times[k] > 0.0) total.add(seed[k], times[k]);
    }
    if (total.empty())
      continue;  // seeds with test parts of their own may miss all of these speakers
    ++counted;
    for (const auto& [name, value] : total.metrics()) sum[name] += value;
  }
  for (auto& [name, value] : sum) value /= static_cast<double>(counted);
  return sum;
}

}  // namespace serhost::metrics
