// Pre-training: clips without labels. The loss is an objective with a step of its own
// (serhost/objective.hpp), and what is evaluated is its value for clips that were held out.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <cmath>

#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

const std::vector<std::string> kObjectiveColumns = {"objective"};

class ObjectiveEvaluator : public Evaluator {
 public:
  data::Batch add(const View&, const at::Tensor& scores, const Targets&,
                  const data::Batch& clips) override {
    const auto values = scores.to(at::kCPU, at::kDouble).contiguous();
    data::Batch bad;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      const auto value = values.const_data_ptr<double>()[i];
      if (!std::isfinite(value)) bad.push_back(clips[i]);
      values_[clips[i]] = value;
    }
    return bad;
  }

  std::vector<Row> rows() const override {
    std::vector<Row> out;
    for (const auto& [clip, value] : values_)
      out.push_back({.clip = clip, .cells = {metrics::number_cell(value)}});
    return out;
  }

  std::map<std::string, double> metrics() const override {
    metrics::Rows rows{metrics::find_row_evaluator("pretrain"), kObjectiveColumns, {}};
    for (const auto& [clip, value] : values_) rows.values.push_back(value);
    return metrics::evaluate(rows);
  }

 private:
  std::map<std::size_t, double> values_;
};

class Pretraining : public Task {
 public:
  std::string name() const override { return "pretrain"; }
  std::vector<TargetKind> gives() const override { return {TargetKind::none}; }
  std::int64_t outputs() const override { return 0; }

  serhost::Task description(const data::Manifest&, const std::vector<std::size_t>&) const override {
    return {};
  }

  Targets targets(const data::Manifest&, const data::Batch& clips) const override {
    return example_targets(static_cast<std::int64_t>(clips.size()));
  }
  Targets example_targets(std::int64_t clips) const override {
    Targets out;
    out.weight = at::ones({clips});
    return out;
  }

  std::unique_ptr<Evaluator> evaluator() const override {
    return std::make_unique<ObjectiveEvaluator>();
  }
  std::vector<std::string> prediction_columns() const override { return kObjectiveColumns; }
};

const Registration kPretraining({.name = "pretrain",
                                 .summary = "an encoder, from clips without labels",
                                 .wanted = config::Wanted::any},
                                [](const config::Experiment&, const data::Manifest&) {
                                  return std::make_unique<Pretraining>();
                                });

}  // namespace
}  // namespace serhost::tasks
