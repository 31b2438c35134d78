// The distribution of the annotators' votes over the classes.
#include "metrics/soft.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "data/manifest/votes.hpp"
#include "metrics/definitions.hpp"
#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

using Shares = std::vector<double>;

std::vector<std::string> vote_columns(const std::vector<std::string>& classes) {
  std::vector<std::string> out;
  for (const auto& name : classes) out.push_back("truth_p_" + name);
  for (const auto& name : classes) out.push_back("p_" + name);
  out.insert(out.end(), {"truth", "predicted"});
  return out;
}

class VoteEvaluator : public Evaluator {
 public:
  explicit VoteEvaluator(std::vector<std::string> classes) : classes_(std::move(classes)) {}

  data::Batch add(const View&, const at::Tensor& scores, const Targets& targets,
                  const data::Batch& clips) override {
    const auto probabilities = at::softmax(scores.to(at::kCPU, at::kDouble), 1).contiguous();
    const auto truth = targets.soft.to(at::kCPU, at::kDouble).contiguous();
    const auto width = probabilities.size(1);
    const auto* p = probabilities.const_data_ptr<double>();
    const auto* q = truth.const_data_ptr<double>();
    data::Batch bad;
    for (const auto clip : clips) {
      if (std::any_of(p, p + width, [](double x) { return !std::isfinite(x); }))
        bad.push_back(clip);
      clips_[clip] = {{q, q + width}, {p, p + width}};
      q += width;
      p += width;
    }
    return bad;
  }

  std::vector<Row> rows() const override {
    std::vector<Row> out;
    for (const auto& [clip, said] : clips_) {
      Row row;
      row.clip = clip;
      for (const double q : said.truth) row.cells.push_back(metrics::number_cell(q));
      for (const double p : said.predicted) row.cells.push_back(exact(p));
      row.cells.push_back(names_of_most(said.truth));
      row.cells.push_back(classes_[metrics::most_probable(said.predicted)]);
      out.push_back(std::move(row));
    }
    return out;
  }

  std::map<std::string, double> metrics() const override {
    metrics::Rows rows{metrics::find_row_evaluator("soft"), vote_columns(classes_), {}};
    for (const auto& [clip, said] : clips_) {
      for (const auto* shares : {&said.truth, &said.predicted})
        rows.values.insert(rows.values.end(), shares->begin(), shares->end());
      rows.values.insert(rows.values.end(), 2, metrics::kNone);  // follow from the others
    }
    return metrics::evaluate(rows);
  }

 private:
  struct Said {
    Shares truth, predicted;
  };

  /// A tie by the names of all that share it; "" where there are no votes.
  std::string names_of_most(const Shares& shares) const {
    std::vector<std::string> out;
    for (const auto i : metrics::largest(shares)) out.push_back(classes_[i]);
    return join(out, "|");
  }

  std::vector<std::string> classes_;
  std::map<std::size_t, Said> clips_;
};

class Soft : public Task {
 public:
  explicit Soft(std::vector<std::string> classes) : classes_(std::move(classes)) {}

  std::string name() const override { return "soft"; }
  std::vector<TargetKind> gives() const override { return {TargetKind::soft}; }
  std::int64_t outputs() const override { return static_cast<std::int64_t>(classes_.size()); }

  /// Counts are of majorities.
  serhost::Task description(const data::Manifest& manifest,
                            const std::vector<std::size_t>& train) const override {
    serhost::Task out;
    out.classes = classes_;
    out.train_counts.assign(classes_.size(), 0);
    for (const auto clip : train) {
      const auto most = data::majority(manifest.clips[clip].utterance, classes_);
      if (most >= 0) ++out.train_counts[static_cast<std::size_t>(most)];
    }
    return out;
  }

  /// In double, so that what is evaluated is what the annotators said.
  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    Targets out;
    out.soft = at::empty({static_cast<std::int64_t>(clips.size()), outputs()}, at::kDouble);
    auto* value = out.soft.data_ptr<double>();
    for (const auto clip : clips) {
      const auto shares = data::shares_of_votes(manifest.clips[clip].utterance, classes_);
      value = std::copy(shares.begin(), shares.end(), value);
    }
    return out;
  }

  Targets example_targets(std::int64_t clips) const override {
    Targets out;
    out.soft = at::full({clips, outputs()}, 1.0 / static_cast<double>(outputs()), at::kDouble);
    return out;
  }

  std::unique_ptr<Evaluator> evaluator() const override {
    return std::make_unique<VoteEvaluator>(classes_);
  }

  std::vector<std::string> prediction_columns() const override { return vote_columns(classes_); }

 private:
  std::vector<std::string> classes_;
};

const Registration kSoft({.name = "soft",
                          .summary = "the distribution of the annotators' votes over the classes",
                          .wanted = config::Wanted::votes},
                         [](const config::Experiment&, const data::Manifest& manifest) {
                           return std::make_unique<Soft>(manifest.classes);
                         });

}  // namespace
}  // namespace serhost::tasks
