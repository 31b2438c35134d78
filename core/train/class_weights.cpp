// Computes class weights.
#include "train/class_weights.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::train {
namespace {

std::vector<double> balanced(const std::vector<std::int64_t>& counts) {
  const auto clips = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  const auto present =
      std::count_if(counts.begin(), counts.end(), [](auto count) { return count > 0; });
  std::vector<double> weights(counts.size(), 1.0);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0)
      weights[i] = static_cast<double>(clips) / static_cast<double>(present * counts[i]);
  }
  return weights;
}

}  // namespace

std::vector<double> class_weights(const config::TrainTable& train,
                                  const std::vector<std::string>& classes,
                                  const std::vector<std::int64_t>& train_counts) {
  SERHOST_CHECK(classes.size() == train_counts.size());
  if (const auto* rule = std::get_if<std::string>(&train.class_weights)) {
    return *rule == "balanced" ? balanced(train_counts) : std::vector<double>(classes.size(), 1.0);
  }
  std::vector<double> weights(classes.size(), 1.0);
  for (const auto& [name, weight] : std::get<std::map<std::string, double>>(train.class_weights)) {
    const auto at = std::find(classes.begin(), classes.end(), name);
    if (at == classes.end())
      throw Error(Exit::config, "train.class_weights names '" + name + "', which is not a class." +
                                    suggestion(name, classes));
    weights[static_cast<std::size_t>(at - classes.begin())] = weight;
  }
  return weights;
}

}  // namespace serhost::train
