// Classes and ratings at once: one backbone, a head for each task, both sets of metrics. Clips are
// those that the task of classes wants; one that is not rated counts in the classes alone.
#include <ATen/ops/cat.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

using SeveralParts = std::vector<std::shared_ptr<const Task>>;

class SeveralEvaluator : public Evaluator {
 public:
  explicit SeveralEvaluator(const SeveralParts& parts) {
    for (const auto& part : parts) {
      parts_.push_back(part->evaluator());
      widths_.push_back(part->outputs());
    }
  }

  data::Batch add(const View& view, const at::Tensor& scores, const Targets& targets,
                  const data::Batch& clips) override {
    data::Batch bad;
    std::int64_t first = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto own = scores.narrow(1, first, widths_[i]);
      first += widths_[i];
      for (const auto clip : parts_[i]->add(view, own, targets, clips)) {
        if (std::ranges::find(bad, clip) == bad.end()) bad.push_back(clip);
      }
    }
    return bad;
  }

  std::vector<double> fit_decisions() const override {
    for (const auto& part : parts_) {
      if (auto fitted = part->fit_decisions(); !fitted.empty()) return fitted;
    }
    return {};
  }

  void decide_by(std::span<const double> decisions) override {
    parts_.front()->decide_by(decisions);  // classes: ratings have nothing to decide
  }

  std::vector<Row> rows() const override {
    auto out = parts_.front()->rows();
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      const auto more = parts_[i]->rows();
      SERHOST_CHECK(more.size() == out.size());
      for (std::size_t r = 0; r < out.size(); ++r)
        out[r].cells.insert(out[r].cells.end(), more[r].cells.begin(), more[r].cells.end());
    }
    return out;
  }

  std::map<std::string, double> metrics() const override {
    std::map<std::string, double> out;
    for (const auto& part : parts_) out.merge(part->metrics());
    return out;
  }

 private:
  std::vector<std::unique_ptr<Evaluator>> parts_;
  std::vector<std::int64_t> widths_;
};

class Several : public Task {
 public:
  Several(std::string name, SeveralParts parts)
      : name_(std::move(name)), parts_(std::move(parts)) {}

  std::string name() const override { return name_; }

  std::vector<TargetKind> gives() const override {
    std::vector<TargetKind> out;
    for (const auto& part : parts_) {
      for (const auto kind : part->gives()) out.push_back(kind);
    }
    return out;
  }

  /// A loss of all of them at once: a sum of losses, a part for each task.
  void check(const Needs& needs, const std::string& component, Faults& faults) const override {
    for (const auto& part : parts_) {
      const auto given = part->gives();
      const bool fits = std::ranges::any_of(given, [&](TargetKind kind) {
        return std::ranges::find(needs.targets, kind) != needs.targets.end();
      });
      if (fits) continue;
      faults.add(Exit::config,
                 component + " has nothing for the task " + part->name() +
                     "; several tasks need a sum of losses with a part for each, as in loss = { "
                     "plugin = \"weighted\", parts = [{ plugin = \"cross_entropy\" }, { plugin = "
                     "\"ccc\" }] }, or one that learns the weights: \"uncertainty\"");
    }
  }

  std::int64_t outputs() const override {
    std::int64_t sum = 0;
    for (const auto& part : parts_) sum += part->outputs();
    return sum;
  }

  std::vector<std::int64_t> heads() const override {
    std::vector<std::int64_t> out;
    for (const auto& part : parts_) out.push_back(part->outputs());
    return out;
  }

  serhost::Task description(const data::Manifest& manifest,
                            const std::vector<std::size_t>& train) const override {
    serhost::Task out = parts_.front()->description(manifest, train);
    for (std::size_t i = 1; i < parts_.size(); ++i)
      out.dimensions = parts_[i]->description(manifest, train).dimensions;
    return out;
  }

  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    auto out = parts_.front()->targets(manifest, clips);
    for (std::size_t i = 1; i < parts_.size(); ++i)
      out.dimensions = parts_[i]->targets(manifest, clips).dimensions;
    return out;
  }

  Targets example_targets(std::int64_t clips) const override {
    auto out = parts_.front()->example_targets(clips);
    for (std::size_t i = 1; i < parts_.size(); ++i)
      out.dimensions = parts_[i]->example_targets(clips).dimensions;
    return out;
  }

  /// 0, as far as a task says nothing: what a bias begins with.
  std::vector<double> initial_scores(const data::Manifest& manifest,
                                     const std::vector<std::size_t>& train) const override {
    std::vector<double> out;
    for (const auto& part : parts_) {
      auto own = part->initial_scores(manifest, train);
      own.resize(static_cast<std::size_t>(part->outputs()), 0.0);
      out.insert(out.end(), own.begin(), own.end());
    }
    return out;
  }

  std::vector<double> decisions() const override { return parts_.front()->decisions(); }

  std::unique_ptr<Evaluator> evaluator() const override {
    return std::make_unique<SeveralEvaluator>(parts_);
  }

  std::vector<std::string> prediction_columns() const override {
    std::vector<std::string> out;
    for (const auto& part : parts_) {
      for (auto& column : part->prediction_columns()) out.push_back(std::move(column));
    }
    return out;
  }

 private:
  std::string name_;
  SeveralParts parts_;  ///< the one of classes first
};

std::unique_ptr<Task> make_several(const config::Experiment& experiment,
                                   const data::Manifest& manifest) {
  SeveralParts parts;
  for (const auto& name : split(experiment.task, '+')) {
    auto one = experiment;
    one.task = name;
    parts.push_back(make(one, manifest));
  }
  return std::make_unique<Several>(experiment.task, std::move(parts));
}

config::TaskInfo with_ratings(const std::string& classes, config::Wanted wanted) {
  return {.name = classes + "+regression",
          .summary = classes + " and rated dimensions at once, a head each",
          .wanted = wanted,
          .ratings = true};
}

const Registration kClassesAndRatings(with_ratings("classification", config::Wanted::label),
                                      make_several);
const Registration kVotesAndRatings(with_ratings("soft", config::Wanted::votes), make_several);
const Registration kMarksAndRatings(with_ratings("multilabel", config::Wanted::marks),
                                    make_several);

}  // namespace
}  // namespace serhost::tasks
