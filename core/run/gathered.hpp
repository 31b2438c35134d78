// Test clips of one seed, gathered from folds or runs.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "run/evaluated_run.hpp"
#include "run/predictions.hpp"

namespace serhost::run {

class GatheredClips {
 public:
  /// `none`: no clips, of the task of those that will be added.
  explicit GatheredClips(metrics::Outcomes none) : outcomes_(std::move(none)) {}

  void add(std::int64_t fold, const PredictionRows& rows);
  void add(const EvaluatedSeed& seed);

  /// Sorted by key, then fold: runs test their folds in any order.
  EvaluatedSeed sorted(std::int64_t seed) const;

 private:
  std::vector<std::string> keys_;
  std::vector<std::int64_t> folds_;
  metrics::Outcomes outcomes_;
};

}  // namespace serhost::run
