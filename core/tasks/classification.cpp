// One label per clip out of a list of classes.
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "metrics/scores.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

class LabelEvaluator : public Evaluator {
 public:
  explicit LabelEvaluator(std::vector<std::string> classes) : classes_(std::move(classes)) {}

  data::Batch add(const View&, const at::Tensor& scores, const Targets& targets,
                  const data::Batch& clips) override {
    const auto probabilities = at::softmax(scores.to(at::kCPU, at::kDouble), 1).contiguous();
    const auto truth = targets.label.to(at::kCPU).contiguous();
    const auto width = probabilities.size(1);
    const auto* row = probabilities.const_data_ptr<double>();
    const auto* label = truth.const_data_ptr<std::int64_t>();
    data::Batch bad;
    for (const auto clip : clips) {
      if (!std::isfinite(*std::max_element(row, row + width)) ||
          std::isnan(std::accumulate(row, row + width, 0.0)))
        bad.push_back(clip);
      clips_.push_back(clip);
      truth_.push_back(*label++);
      predicted_.push_back(std::max_element(row, row + width) - row);
      probabilities_.insert(probabilities_.end(), row, row + width);
      row += width;
    }
    return bad;
  }

  std::vector<Row> rows() const override {
    const auto width = static_cast<std::ptrdiff_t>(classes_.size());
    std::vector<std::size_t> order(clips_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return clips_[a] < clips_[b]; });
    std::vector<Row> out;
    for (const auto i : order) {
      const auto first = probabilities_.begin() + static_cast<std::ptrdiff_t>(i) * width;
      Row row;
      row.clip = clips_[i];
      row.truth = truth_[i];
      row.predicted = predicted_[i];
      row.probabilities.assign(first, first + width);
      row.cells = {name_of(row.truth), name_of(row.predicted)};
      for (const double p : row.probabilities) row.cells.push_back(exact(p));
      out.push_back(std::move(row));
    }
    return out;
  }

  std::map<std::string, double> metrics() const override {
    metrics::Outcomes outcomes;
    outcomes.classes = classes_.size();
    outcomes.truth = truth_;
    outcomes.predicted = predicted_;
    outcomes.probabilities = probabilities_;
    return metrics::score(outcomes).metrics;
  }

 private:
  std::string name_of(std::int64_t label) const {
    return label < 0 ? "" : classes_[static_cast<std::size_t>(label)];
  }

  std::vector<std::string> classes_;
  data::Batch clips_;
  std::vector<std::int64_t> truth_, predicted_;
  std::vector<double> probabilities_;  ///< [n, C] row by row: softmax of the scores
};

class Classification : public Task {
 public:
  explicit Classification(std::vector<std::string> classes) : classes_(std::move(classes)) {}

  std::string name() const override { return "classification"; }
  std::vector<TargetKind> gives() const override { return {TargetKind::label}; }
  std::int64_t outputs() const override { return static_cast<std::int64_t>(classes_.size()); }

  serhost::Task description(const data::Manifest& manifest,
                            const std::vector<std::size_t>& train) const override {
    serhost::Task out;
    out.classes = classes_;
    out.train_counts.assign(classes_.size(), 0);
    for (const auto clip : train)
      ++out.train_counts.at(static_cast<std::size_t>(manifest.clips[clip].label));
    return out;
  }

  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    Targets out;
    out.label = at::empty({static_cast<std::int64_t>(clips.size())}, at::kLong);
    auto* label = out.label.data_ptr<std::int64_t>();
    for (const auto clip : clips) *label++ = manifest.clips[clip].label;
    return out;
  }

  Targets example_targets(std::int64_t clips) const override {
    Targets out;
    out.label = at::arange(clips, at::kLong).remainder(std::max<std::int64_t>(outputs(), 1));
    return out;
  }

  std::unique_ptr<Evaluator> evaluator() const override {
    return std::make_unique<LabelEvaluator>(classes_);
  }

  std::vector<std::string> prediction_columns() const override {
    std::vector<std::string> out = {"truth", "predicted"};
    for (const auto& name : classes_) out.push_back("p_" + name);
    return out;
  }

 private:
  std::vector<std::string> classes_;
};

const Registration kClassification({.name = "classification",
                                    .summary = "one label per clip",
                                    .wanted = config::Wanted::label},
                                   [](const config::Experiment&, const data::Manifest& manifest) {
                                     return std::make_unique<Classification>(manifest.classes);
                                   });

}  // namespace
}  // namespace serhost::tasks
