// A task of another kind than labels, in a file of its own: how lively a clip is, one number that
// follows from its label. Its targets, its evaluator, its metric, its columns and how a record's
// rows become metrics stand here.
#include <ATen/TensorIndexing.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "metrics/registry.hpp"
#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost {
namespace {

/// 0 to 1; the four labels of the synthetic corpus.
double liveliness(const Utterance& utterance) {
  static const std::map<std::string, double> kOf = {
      {"anger", 1.0}, {"happiness", 0.8}, {"neutral", 0.3}, {"sadness", 0.0}};
  return kOf.at(utterance.label.value());
}

const std::vector<std::string> kColumns = {"truth_liveliness", "predicted_liveliness"};

class AbsoluteErrors : public tasks::Evaluator {
 public:
  data::Batch add(const View&, const at::Tensor& scores, const Targets& targets,
                  const data::Batch& clips) override {
    data::Batch bad;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      const Pair pair{targets.dimensions[row][0].item<double>(), scores[row][0].item<double>()};
      if (!std::isfinite(pair.predicted)) bad.push_back(clips[i]);
      pairs_[clips[i]] = pair;
    }
    return bad;
  }

  std::vector<tasks::Row> rows() const override {
    std::vector<tasks::Row> out;
    for (const auto& [clip, pair] : pairs_) {
      tasks::Row row;
      row.clip = clip;
      row.cells = {exact(pair.truth), exact(pair.predicted)};
      out.push_back(std::move(row));
    }
    return out;
  }

  std::map<std::string, double> metrics() const override {
    metrics::Rows rows{metrics::find_row_evaluator("liveliness"), kColumns, {}};
    for (const auto& [clip, pair] : pairs_)
      rows.values.insert(rows.values.end(), {pair.truth, pair.predicted});
    return metrics::evaluate(rows);
  }

 private:
  struct Pair {
    double truth = 0.0, predicted = 0.0;
  };
  std::map<std::size_t, Pair> pairs_;
};

class Liveliness : public tasks::Task {
 public:
  std::string name() const override { return "liveliness"; }
  std::vector<TargetKind> gives() const override { return {TargetKind::dimensions}; }
  std::int64_t outputs() const override { return 1; }

  serhost::Task description(const data::Manifest&, const std::vector<std::size_t>&) const override {
    serhost::Task out;
    out.dimensions = {{.name = "liveliness", .lowest = 0.0, .highest = 1.0}};
    return out;
  }

  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    Targets out;
    out.dimensions = at::empty({static_cast<std::int64_t>(clips.size()), 1});
    auto* value = out.dimensions.data_ptr<float>();
    for (const auto clip : clips)
      *value++ = static_cast<float>(liveliness(manifest.clips[clip].utterance));
    return out;
  }

  Targets example_targets(std::int64_t clips) const override {
    Targets out;
    out.dimensions = at::full({clips, 1}, 0.5);
    return out;
  }

  std::unique_ptr<tasks::Evaluator> evaluator() const override {
    return std::make_unique<AbsoluteErrors>();
  }

  std::vector<std::string> prediction_columns() const override { return kColumns; }
};

const tasks::Registration kLiveliness({.name = "liveliness",
                                       .summary = "one number per clip, from 0 to 1",
                                       .wanted = config::Wanted::any},
                                      [](const config::Experiment&, const data::Manifest&) {
                                        return std::make_unique<Liveliness>();
                                      });

}  // namespace
}  // namespace serhost

SERHOST_ROW_EVALUATOR(liveliness) {
  using namespace serhost::metrics;
  return {.task = "liveliness",
          .metrics = {"distance"},
          .evaluate = [](Columns, std::span<const WeightedRow> rows) {
            double sum = 0.0, clips = 0.0;
            for (const auto& row : rows) {
              sum += row.times * std::abs(row.values[0] - row.values[1]);
              clips += row.times;
            }
            return std::map<std::string, double>{{"distance", sum / clips}};  // NaN without rows
          }};
}

SERHOST_METRIC(distance) {
  return {.name = "distance",
          .title = "distance",
          .meaning = "mean absolute error",
          .unit = serhost::metrics::Unit::plain,
          .direction = serhost::metrics::Direction::lower_is_better,
          .tasks = {"liveliness"},
          .selectable = true,
          .every_epoch = true};
}
