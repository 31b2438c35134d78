// Several classes of a clip at once, or none: one independent decision per class.
#include <ATen/ops/empty.h>
#include <ATen/ops/sigmoid.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "metrics/one_against_rest.hpp"
#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

constexpr std::size_t kColumnsOfClass = 3;  // of a class: truth, p, predicted

std::vector<std::string> mark_columns(const std::vector<std::string>& classes) {
  std::vector<std::string> out;
  for (const auto& name : classes)
    out.insert(out.end(), {"truth_" + name, "p_" + name, "predicted_" + name});
  return out;
}

class MarkEvaluator : public Evaluator {
 public:
  explicit MarkEvaluator(std::vector<std::string> columns)
      : columns_(std::move(columns)),
        thresholds_(columns_.size() / kColumnsOfClass, metrics::kUndecided) {}

  data::Batch add(const View&, const at::Tensor& scores, const Targets& targets,
                  const data::Batch& clips) override {
    const auto probabilities = at::sigmoid(scores.to(at::kCPU, at::kDouble)).contiguous();
    const auto truth = targets.multi_hot.to(at::kCPU, at::kDouble).contiguous();
    const auto* p = probabilities.const_data_ptr<double>();
    const auto* t = truth.const_data_ptr<double>();
    data::Batch bad;
    for (const auto clip : clips) {
      auto& marks = clips_[clip];
      marks.clear();
      for (std::size_t c = 0; c < thresholds_.size(); ++c) marks.push_back({*t++, *p++});
      if (std::any_of(marks.begin(), marks.end(),
                      [](const Mark& mark) { return !std::isfinite(mark.probability); }))
        bad.push_back(clip);
    }
    return bad;
  }

  std::vector<double> fit_decisions() const override {
    std::vector<double> out;
    for (std::size_t c = 0; c < thresholds_.size(); ++c) {
      std::vector<metrics::ScoredClip> known;
      for (const auto& [clip, marks] : clips_) {
        if (!std::isnan(marks[c].truth))
          known.push_back({marks[c].truth == 1.0, marks[c].probability});
      }
      out.push_back(metrics::best_threshold(std::move(known)));
    }
    return out;
  }

  void decide_by(std::span<const double> decisions) override {
    SERHOST_CHECK(decisions.size() == thresholds_.size());
    thresholds_.assign(decisions.begin(), decisions.end());
  }

  std::vector<Row> rows() const override {
    std::vector<Row> out;
    for (const auto& [clip, marks] : clips_) {
      Row row;
      row.clip = clip;
      for (const double value : values_of(marks)) row.cells.push_back(metrics::number_cell(value));
      out.push_back(std::move(row));
    }
    return out;
  }

  std::map<std::string, double> metrics() const override {
    metrics::Rows rows{metrics::find_row_evaluator("multilabel"), columns_, {}};
    for (const auto& [clip, marks] : clips_) {
      const auto values = values_of(marks);
      rows.values.insert(rows.values.end(), values.begin(), values.end());
    }
    return metrics::evaluate(rows);
  }

 private:
  struct Mark {
    double truth = 0.0, probability = 0.0;  ///< truth: 1, 0 or NaN
  };

  std::vector<double> values_of(const std::vector<Mark>& marks) const {
    std::vector<double> out;
    for (std::size_t c = 0; c < marks.size(); ++c)
      out.insert(out.end(), {marks[c].truth, marks[c].probability,
                             marks[c].probability > thresholds_[c] ? 1.0 : 0.0});
    return out;
  }

  std::vector<std::string> columns_;
  std::vector<double> thresholds_;  ///< [C]
  std::map<std::size_t, std::vector<Mark>> clips_;
};

class Multilabel : public Task {
 public:
  explicit Multilabel(std::vector<std::string> classes) : classes_(std::move(classes)) {}

  std::string name() const override { return "multilabel"; }
  std::vector<TargetKind> gives() const override { return {TargetKind::multi_hot}; }
  std::int64_t outputs() const override { return static_cast<std::int64_t>(classes_.size()); }

  /// Counts are of the clips in which a class is present.
  serhost::Task description(const data::Manifest& manifest,
                            const std::vector<std::size_t>& train) const override {
    serhost::Task out;
    out.classes = classes_;
    out.train_clips = static_cast<std::int64_t>(train.size());
    for (const auto& name : classes_) {
      auto& count = out.train_counts.emplace_back(0);
      for (const auto clip : train) count += mark(manifest.clips[clip], name) == 1.0 ? 1 : 0;
    }
    return out;
  }

  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    Targets out;
    out.multi_hot = at::empty({static_cast<std::int64_t>(clips.size()), outputs()}, at::kDouble);
    auto* value = out.multi_hot.data_ptr<double>();
    for (const auto clip : clips) {
      for (const auto& name : classes_) *value++ = mark(manifest.clips[clip], name);
    }
    return out;
  }

  Targets example_targets(std::int64_t clips) const override {
    Targets out;
    out.multi_hot = at::empty({clips, outputs()}, at::kDouble);
    auto* value = out.multi_hot.data_ptr<double>();
    for (std::int64_t i = 0; i < clips * outputs(); ++i) *value++ = static_cast<double>(i % 2);
    return out;
  }

  /// The log odds of each class in the train part, half a clip added to either side: without them
  /// the first epochs would only teach how rare each class is.
  std::vector<double> initial_scores(const data::Manifest& manifest,
                                     const std::vector<std::size_t>& train) const override {
    std::vector<double> out;
    const auto all = static_cast<double>(train.size());
    for (const auto count : description(manifest, train).train_counts) {
      const auto present = static_cast<double>(count);
      out.push_back(std::log((present + 0.5) / (all - present + 0.5)));
    }
    return out;
  }

  std::vector<double> decisions() const override {
    return std::vector<double>(classes_.size(), metrics::kUndecided);
  }

  std::unique_ptr<Evaluator> evaluator() const override {
    return std::make_unique<MarkEvaluator>(mark_columns(classes_));
  }

  std::vector<std::string> prediction_columns() const override { return mark_columns(classes_); }

 private:
  /// 1 where the class is present, 0 where it is not: also where nobody named it.
  static double mark(const data::Clip& clip, const std::string& name) {
    const auto at = clip.utterance.votes.find(name);
    return at != clip.utterance.votes.end() && at->second > 0.0 ? 1.0 : 0.0;
  }

  std::vector<std::string> classes_;
};

const Registration kMultilabel({.name = "multilabel",
                                .summary = "several classes per clip, or none",
                                .wanted = config::Wanted::marks},
                               [](const config::Experiment&, const data::Manifest& manifest) {
                                 return std::make_unique<Multilabel>(manifest.classes);
                               });

}  // namespace
}  // namespace serhost::tasks
