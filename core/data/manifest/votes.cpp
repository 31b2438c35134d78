// Votes for labels that are no classes of the task do not count.
#include "data/manifest/votes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace serhost::data {
namespace {

double votes_for(const Utterance& utterance, const std::string& name) {
  const auto at = utterance.votes.find(name);
  return at == utterance.votes.end() ? 0.0 : at->second;
}

}  // namespace

std::map<std::string, double> votes_by_class(const Utterance& utterance, LabelRule& rule) {
  std::map<std::string, double> out;
  for (const auto& [label, votes] : utterance.votes) out[rule.class_of(label)] += votes;
  return out;
}

bool are_votes(const std::map<std::string, double>& votes) {
  return std::all_of(votes.begin(), votes.end(), [](const auto& vote) {
    return std::isfinite(vote.second) && vote.second >= 0.0;
  });
}

bool has_votes(const Utterance& utterance, const std::vector<std::string>& classes) {
  return std::any_of(classes.begin(), classes.end(),
                     [&](const auto& name) { return votes_for(utterance, name) > 0.0; });
}

std::vector<double> shares_of_votes(const Utterance& utterance,
                                    const std::vector<std::string>& classes) {
  std::vector<double> out;
  double sum = 0.0;
  for (const auto& name : classes) sum += out.emplace_back(votes_for(utterance, name));
  for (auto& share : out)
    share = sum > 0.0 ? share / sum : std::numeric_limits<double>::quiet_NaN();
  return out;
}

std::int64_t majority(const Utterance& utterance, const std::vector<std::string>& classes) {
  std::int64_t most = -1;
  double votes = 0.0;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const double here = votes_for(utterance, classes[i]);
    if (here > votes) most = static_cast<std::int64_t>(i);
    else if (here == votes) most = -1;
    votes = std::max(votes, here);
  }
  return most;
}

}  // namespace serhost::data
