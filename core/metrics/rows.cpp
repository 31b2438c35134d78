// The row evaluators by task, and rows from the cells of a table.
#include "metrics/rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/definitions.hpp"
#include "metrics/registry.hpp"

namespace serhost::metrics {
namespace {

/// In a function, so that it is there for whichever file registers first.
std::map<std::string, RowEvaluator, std::less<>>& evaluators() {
  static std::map<std::string, RowEvaluator, std::less<>> all;
  return all;
}

bool read_number_cells(std::span<const std::string> cells, std::span<double> values) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!read_number_cell(cells[i], values[i])) return false;
  }
  return true;
}

/// Any order will do, as long as it is one of the values and not of the file: NaN behind numbers.
/// Below 0, 0 or above 0.
int compare_values(std::span<const double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i], y = b[i];
    if (x < y || (std::isnan(y) && !std::isnan(x))) return -1;
    if (y < x || (std::isnan(x) && !std::isnan(y))) return 1;
  }
  return 0;
}

bool is_before(const WeightedRow& a, const WeightedRow& b) {
  const int values = compare_values(a.values, b.values);
  return values < 0 || (values == 0 && a.times < b.times);
}

/// The same bits, so that an empty cell is the same as an empty one.
bool same_value(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || a == b;
}

void check_alike(const Rows& a, const Rows& b) {
  SERHOST_CHECK(a.evaluator == b.evaluator && a.columns == b.columns);
}

}  // namespace

RowRegistration::RowRegistration(RowEvaluator evaluator) {
  SERHOST_CHECK(!evaluator.task.empty() && !is_of_labels(evaluator.task));
  SERHOST_CHECK(!evaluator.metrics.empty() && evaluator.evaluate != nullptr);
  const auto task = evaluator.task;
  SERHOST_CHECK(evaluators().emplace(task, std::move(evaluator)).second);
}

const RowEvaluator* find_row_evaluator(std::string_view task) {
  const auto at = evaluators().find(task);
  return at == evaluators().end() ? nullptr : &at->second;
}

std::vector<std::string> evaluated_tasks() {
  std::vector<std::string> out = {kClassification, kConversation};
  for (const auto& [task, evaluator] : evaluators()) out.push_back(task);
  std::sort(out.begin(), out.end());
  return out;
}

std::string number_cell(double value) { return std::isnan(value) ? "" : exact(value); }

bool read_number_cell(const std::string& cell, double& value) {
  if (!cell.empty()) return read_number(cell, value);
  value = kNone;
  return true;
}

bool is_truth(std::string_view column) { return column == "truth" || column.starts_with("truth_"); }

bool Rows::add(std::span<const std::string> cells) {
  SERHOST_CHECK(evaluator != nullptr);
  if (cells.size() != columns.size()) return false;
  std::vector<double> read(columns.size(), kNone);
  if (!(evaluator->read != nullptr ? evaluator->read(columns, cells, read)
                                   : read_number_cells(cells, read)))
    return false;
  values.insert(values.end(), read.begin(), read.end());
  return true;
}

void Rows::append(const Rows& other) {
  check_alike(*this, other);
  values.insert(values.end(), other.values.begin(), other.values.end());
}

void Rows::append(const Rows& other, std::size_t i) {
  check_alike(*this, other);
  SERHOST_CHECK(i < other.size());
  const auto one = other.row(i);
  values.insert(values.end(), one.begin(), one.end());
}

bool same_truth(const Rows& a, const Rows& b) {
  if (a.columns != b.columns || a.size() != b.size()) return false;
  for (std::size_t c = 0; c < a.columns.size(); ++c) {
    if (!is_truth(a.columns[c])) continue;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!same_value(a.row(i)[c], b.row(i)[c])) return false;
    }
  }
  return true;
}

std::map<std::string, double> evaluate(const Rows& rows, std::span<const double> times) {
  SERHOST_CHECK(rows.evaluator != nullptr && (times.empty() || times.size() == rows.size()));
  std::vector<WeightedRow> weighted;
  weighted.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (times.empty() || times[i] > 0.0)
      weighted.push_back({rows.row(i), times.empty() ? 1.0 : times[i]});
  }
  // Sums of doubles depend on their order in the last bits, and intervals on those: a set of clips
  // has the same metrics in whichever order its folds were tested.
  std::sort(weighted.begin(), weighted.end(), is_before);
  return rows.evaluator->evaluate(rows.columns, weighted);
}

std::map<std::string, double> chance_levels(const Rows& rows) {
  std::map<std::string, double> out;
  if (rows.evaluator == nullptr || rows.evaluator->constant_answers == nullptr) return out;
  std::vector<WeightedRow> all;
  for (std::size_t i = 0; i < rows.size(); ++i) all.push_back({rows.row(i), 1.0});
  const auto& without = rows.evaluator->without_chance;
  for (const auto& answer : rows.evaluator->constant_answers(rows.columns, all)) {
    Rows same = rows;
    for (std::size_t i = 0; i < same.values.size(); ++i) {
      const auto column = i % same.columns.size();
      if (!is_truth(same.columns[column])) same.values[i] = answer.at(column);
    }
    for (const auto& [name, value] : evaluate(same)) {
      const auto whole = name.substr(name.rfind('.') + 1);  // "ccc" of "valence.ccc"
      const bool has_level =
          std::isfinite(value) && std::find(without.begin(), without.end(), whole) == without.end();
      if (!has_level) continue;
      constexpr double kRounding = 1e-12;
      const double level = std::abs(value) < kRounding ? 0.0 : value;
      const auto [at, is_new] = out.emplace(name, level);
      if (!is_new && is_better(level, at->second, name)) at->second = level;
    }
  }
  return out;
}

SortedRows::SortedRows(Rows rows) : rows_(std::move(rows)), order_(rows_.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return compare_values(rows_.row(a), rows_.row(b)) < 0;
  });
}

std::map<std::string, double> SortedRows::evaluate_without(std::span<const std::size_t> groups,
                                                           std::size_t without) const {
  SERHOST_CHECK(rows_.evaluator != nullptr && groups.size() == rows_.size());
  std::vector<WeightedRow> kept;
  kept.reserve(order_.size());
  for (const auto i : order_) {
    if (groups[i] != without) kept.push_back({rows_.row(i), 1.0});
  }
  return rows_.evaluator->evaluate(rows_.columns, kept);
}

}  // namespace serhost::metrics
