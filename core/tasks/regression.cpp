// Rated dimensions, such as valence and arousal: one score for each, in the unit of the ratings. A
// clip that is not rated in a dimension has no target there, and counts in the others.
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/text.hpp"
#include "data/manifest/dimensions.hpp"
#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

using Dimensions = std::vector<data::RatedDimension>;

std::vector<std::string> rating_columns(const Dimensions& dimensions) {
  std::vector<std::string> out;
  for (const auto& dimension : dimensions) {
    out.push_back("truth_" + dimension.name);
    out.push_back("predicted_" + dimension.name);
  }
  return out;
}

/// Pairs of truth and prediction by clip, dimension by dimension.
class RatingEvaluator : public Evaluator {
 public:
  explicit RatingEvaluator(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  data::Batch add(const View&, const at::Tensor& scores, const Targets& targets,
                  const data::Batch& clips) override {
    const auto predicted = scores.to(at::kCPU, at::kDouble).contiguous();
    const auto truth = targets.dimensions.to(at::kCPU, at::kDouble).contiguous();
    const auto width = predicted.size(1);
    const auto* p = predicted.const_data_ptr<double>();
    const auto* t = truth.const_data_ptr<double>();
    data::Batch bad;
    for (const auto clip : clips) {
      if (std::any_of(p, p + width, [](double x) { return !std::isfinite(x); }))
        bad.push_back(clip);
      auto& pairs = pairs_[clip];
      pairs.clear();
      for (std::int64_t d = 0; d < width; ++d) pairs.insert(pairs.end(), {*t++, *p++});
    }
    return bad;
  }

  std::vector<Row> rows() const override {
    std::vector<Row> out;
    for (const auto& [clip, pairs] : pairs_) {
      Row row;
      row.clip = clip;
      for (const double value : pairs) row.cells.push_back(metrics::number_cell(value));
      out.push_back(std::move(row));
    }
    return out;
  }

  std::map<std::string, double> metrics() const override {
    metrics::Rows rows{metrics::find_row_evaluator("regression"), columns_, {}};
    for (const auto& [clip, pairs] : pairs_)
      rows.values.insert(rows.values.end(), pairs.begin(), pairs.end());
    return metrics::evaluate(rows);
  }

 private:
  std::vector<std::string> columns_;
  std::map<std::size_t, std::vector<double>> pairs_;
};

class Regression : public Task {
 public:
  explicit Regression(Dimensions dimensions) : dimensions_(std::move(dimensions)) {}

  std::string name() const override { return "regression"; }
  std::vector<TargetKind> gives() const override { return {TargetKind::dimensions}; }
  std::int64_t outputs() const override { return static_cast<std::int64_t>(dimensions_.size()); }

  serhost::Task description(const data::Manifest&, const std::vector<std::size_t>&) const override {
    serhost::Task out;
    for (const auto& dimension : dimensions_) {
      const auto ends = dimension.range.value_or(std::pair(kUnknown, kUnknown));
      out.dimensions.push_back(
          {.name = dimension.name, .lowest = ends.first, .highest = ends.second});
    }
    return out;
  }

  /// In double, so that what is evaluated is what the corpus says. Ratings of another scale than
  /// the model's are brought to it.
  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    Targets out;
    out.dimensions = at::empty({static_cast<std::int64_t>(clips.size()), outputs()}, at::kDouble);
    auto* value = out.dimensions.data_ptr<double>();
    for (const auto clip : clips) {
      for (const auto& dimension : dimensions_)
        *value++ = rating(manifest, manifest.clips[clip].utterance, dimension);
    }
    return out;
  }

  Targets example_targets(std::int64_t clips) const override {
    Targets out;
    out.dimensions = at::empty({clips, outputs()}, at::kDouble);
    auto* value = out.dimensions.data_ptr<double>();
    for (std::int64_t i = 0; i < clips; ++i) {
      const double share = static_cast<double>(i + 1) / static_cast<double>(clips + 1);
      for (const auto& dimension : dimensions_) {
        const auto [low, high] = dimension.range.value_or(std::pair(0.0, 1.0));
        *value++ = low + share * (high - low);
      }
    }
    return out;
  }

  /// The mean rating: a head would need hundreds of updates to come from 0 to the level of ratings
  /// that begin at 1, and none of them would teach it anything of speech.
  std::vector<double> initial_scores(const data::Manifest& manifest,
                                     const std::vector<std::size_t>& train) const override {
    std::vector<double> out;
    for (const auto& dimension : dimensions_) {
      double sum = 0.0, rated = 0.0;
      for (const auto clip : train) {
        const double value = rating(manifest, manifest.clips[clip].utterance, dimension);
        if (std::isnan(value)) continue;
        sum += value;
        rated += 1.0;
      }
      out.push_back(rated > 0.0 ? sum / rated : 0.0);
    }
    return out;
  }

  std::unique_ptr<Evaluator> evaluator() const override {
    return std::make_unique<RatingEvaluator>(rating_columns(dimensions_));
  }

  std::vector<std::string> prediction_columns() const override {
    return rating_columns(dimensions_);
  }

 private:
  static double rating(const data::Manifest& manifest, const Utterance& utterance,
                       const data::RatedDimension& dimension) {
    const auto at = utterance.dimensions.find(dimension.name);
    if (at == utterance.dimensions.end()) return kUnknown;
    for (const auto& theirs : manifest.dimensions) {
      if (theirs.name == dimension.name && theirs.range && dimension.range &&
          theirs.range != dimension.range)
        return data::on_scale(at->second, *theirs.range, *dimension.range);
    }
    return at->second;
  }

  Dimensions dimensions_;
};

/// Those of the clips; of a model that is only tried, those that the experiment names.
Dimensions dimensions_of(const config::Experiment& experiment, const data::Manifest& manifest) {
  if (!manifest.dimensions.empty()) return manifest.dimensions;
  Dimensions out;
  for (const auto& table : experiment.datasets) {
    if (table.dimensions.empty()) continue;
    for (const auto& name : table.dimensions) {
      const auto at = table.ranges.find(name);
      out.push_back({name, at == table.ranges.end() ? std::nullopt : std::optional(at->second)});
    }
    break;
  }
  if (out.empty()) out.push_back({.name = "valence"});
  return out;
}

const Registration kRegression({.name = "regression",
                                .summary = "rated dimensions, such as valence and arousal",
                                .wanted = config::Wanted::dimensions},
                               [](const config::Experiment& experiment,
                                  const data::Manifest& manifest) {
                                 return std::make_unique<Regression>(
                                     dimensions_of(experiment, manifest));
                               });

}  // namespace
}  // namespace serhost::tasks
