// Several classes at once: of each class columns truth_<class> (1, 0, empty: not known), p_<class>
// and predicted_<class> (1 or 0), which the thresholds of the validation part have decided.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/definitions.hpp"
#include "metrics/one_against_rest.hpp"
#include "metrics/rows.hpp"

namespace serhost::metrics {
namespace {

constexpr std::string_view kTruth = "truth_";
constexpr std::size_t kColumns = 3;  // of a class

bool is_mark(double value) { return value == 0.0 || value == 1.0; }

bool read_marks(Columns columns, std::span<const std::string> cells, std::span<double> values) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!read_number_cell(cells[i], values[i])) return false;
    const auto of_class = i % kColumns;
    const bool unknown = of_class == 0 && std::isnan(values[i]);
    if (of_class == 1 ? std::isnan(values[i]) : !unknown && !is_mark(values[i])) return false;
  }
  return true;
}

/// Clips of which it is not known whether the class is present are left out of that class alone.
std::map<std::string, double> evaluate_marks(Columns columns, std::span<const WeightedRow> rows) {
  std::map<std::string, double> out;
  std::vector<OneAgainstRest> classes;
  double precision = 0.0, ranked = 0.0;
  for (std::size_t c = 0; c + kColumns <= columns.size(); c += kColumns) {
    auto& counts = classes.emplace_back();
    std::vector<ScoredClip> clips;
    for (const auto& row : rows) {
      if (std::isnan(row.values[c])) continue;
      const bool truth = row.values[c] == 1.0;
      counts.add(truth, row.values[c + 2] == 1.0, row.times);
      clips.push_back({truth, row.values[c + 1], row.times});
    }
    const auto name = columns[c].substr(kTruth.size());
    const double ap = average_precision(std::move(clips));
    out[name + ".ap"] = ap;
    out[name + ".f1"] = counts.occurs() ? f1(counts) : kNone;
    out[name + ".mosei_wa"] = mosei_accuracy(counts);
    if (std::isnan(ap)) continue;
    precision += ap;
    ranked += 1.0;
  }
  out["map"] = ranked > 0.0 ? precision / ranked : kNone;
  out["macro_f1"] = macro_f1(classes);
  out["micro_f1"] = micro_f1(classes);
  out["wf1"] = weighted_f1(classes);
  out["mosei_wa"] = mosei_accuracy(classes);
  return out;
}

/// The k most frequent classes are present in every clip, for every k: all of them are best for the
/// F1 of each, some of them for the F1 of the sums.
std::vector<std::vector<double>> constant_marks(Columns columns,
                                                std::span<const WeightedRow> rows) {
  std::vector<std::pair<double, std::size_t>> classes;  // clips, first column
  for (std::size_t c = 0; c + kColumns <= columns.size(); c += kColumns) {
    double clips = 0.0;
    for (const auto& row : rows) clips += row.values[c] == 1.0 ? row.times : 0.0;
    if (clips > 0.0) classes.emplace_back(-clips, c);
  }
  std::sort(classes.begin(), classes.end());
  std::vector<std::vector<double>> out;
  std::vector<double> answer(columns.size(), 0.0);
  for (const auto& [clips, c] : classes) {
    answer[c + 1] = answer[c + 2] = 1.0;
    out.push_back(answer);
  }
  return out;
}

}  // namespace
}  // namespace serhost::metrics

SERHOST_ROW_EVALUATOR(multilabel) {
  return {.task = "multilabel",
          .metrics = {"macro_f1", "micro_f1", "wf1", "map", "mosei_wa"},
          .read = serhost::metrics::read_marks,
          .evaluate = serhost::metrics::evaluate_marks,
          .constant_answers = serhost::metrics::constant_marks};
}
