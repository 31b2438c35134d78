// Test clips of a task that is not classification: what its prediction columns hold, as numbers,
// and how they become metrics. A record is read by this alone, without LibTorch and without the
// task that wrote it, so a task registers a row evaluator here beside itself in core/tasks.
//
// A file of core/metrics/registered/ or of a test:
//
//   SERHOST_ROW_EVALUATOR(liveliness) {
//     return {.task = "liveliness", .metrics = {"mae"}, .evaluate = mean_absolute_error};
//   }
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::metrics {

/// The task whose test clips have one true and one predicted class each: its metrics are sums over
/// clips (metrics/tally.hpp), and it needs no row evaluator.
inline constexpr char kClassification[] = "classification";
/// The same of clips that are predicted from what was said before them.
inline constexpr char kConversation[] = "conversation";

/// Whether its test clips have one true and one predicted class each.
inline bool is_of_labels(std::string_view task) {
  return task == kClassification || task == kConversation;
}

/// A clip in a set of clips, and how often it counts.
struct WeightedRow {
  std::span<const double> values;  ///< one of each column; NaN: an empty cell
  double times = 1.0;              ///< above 0
};

using Columns = std::span<const std::string>;

struct RowEvaluator {
  std::string task{};  ///< as `task = "..."` names it

  /// The metrics that it computes, as registered (metrics/registry.hpp), the main one first. What
  /// it computes for several parts of a row, such as dimensions, is named "<part>.<metric>".
  std::vector<std::string> metrics{};

  /// Reads one row: as many `cells` and `values` as columns. False for a cell that cannot be what
  /// the task wrote. Null: every cell is a number, or empty.
  bool (*read)(Columns columns, std::span<const std::string> cells,
               std::span<double> values) = nullptr;

  /// All metrics of a set of clips, by name, over all rows at once and never a mean of parts of
  /// them. NaN where undefined; of no rows, every name with NaN.
  std::map<std::string, double> (*evaluate)(Columns columns,
                                            std::span<const WeightedRow> rows) = nullptr;

  /// Answers that could be given to every clip alike, among them the best for each metric that has
  /// a chance level: a value of each column, of which those that are true of a clip are not used.
  /// Null: chance has no level.
  std::vector<std::vector<double>> (*constant_answers)(Columns columns,
                                                       std::span<const WeightedRow> rows) = nullptr;
  std::vector<std::string> without_chance{};  ///< metrics that a constant answer says nothing of
};

/// Null for tasks of labels, and for a task that is not registered.
const RowEvaluator* find_row_evaluator(std::string_view task);

/// The tasks whose records can be evaluated, classification among them; sorted.
std::vector<std::string> evaluated_tasks();

/// Columns named "truth" or "truth_..." are what is true of a clip; the others are what a model
/// says of it. Two runs can be compared clip by clip where the first agree.
bool is_truth(std::string_view column);

/// A cell that is a number, or empty: NaN. False for anything else.
bool read_number_cell(const std::string& cell, double& value);
/// The cell of a number that reads back to the same double; "" for NaN.
std::string number_cell(double value);

/// The rows of one task.
struct Rows {
  const RowEvaluator* evaluator = nullptr;  ///< null: of classification; then there are none
  std::vector<std::string> columns{};       ///< of the task, in the order of predictions.csv
  std::vector<double> values{};             ///< [n, columns] row by row

  std::size_t size() const { return columns.empty() ? 0 : values.size() / columns.size(); }
  std::span<const double> row(std::size_t i) const {
    return std::span(values).subspan(i * columns.size(), columns.size());
  }

  /// One more row; false, and nothing is added, where its cells cannot be read.
  bool add(std::span<const std::string> cells);
  void append(const Rows& other);                 ///< of the same task and columns
  void append(const Rows& other, std::size_t i);  ///< one row
};

/// Whether the truths of two lists of rows are the same, row by row.
bool same_truth(const Rows& a, const Rows& b);

/// By name; `rows` counted as often as `times` says, or once where it is empty. The same bits in
/// whichever order the rows are.
std::map<std::string, double> evaluate(const Rows& rows, std::span<const double> times = {});

/// By name, what the best of the evaluator's constant answers reaches; only where that is a number.
std::map<std::string, double> chance_levels(const Rows& rows);

/// Rows in the order in which they are evaluated. Sorting is most of the work of many subsets of
/// the same rows, and here done once.
class SortedRows {
 public:
  explicit SortedRows(Rows rows);

  /// As `evaluate` of the rows whose `groups` entry, [rows], is not `without`: the same bits.
  std::map<std::string, double> evaluate_without(std::span<const std::size_t> groups,
                                                 std::size_t without) const;

 private:
  Rows rows_;
  std::vector<std::size_t> order_;
};

/// Registers a row evaluator for as long as the program runs. [main] Throws std::logic_error for a
/// task that has one, or an evaluator without a metric or a function.
class RowRegistration {
 public:
  explicit RowRegistration(RowEvaluator evaluator);
};

}  // namespace serhost::metrics

/// Before the body of a function that returns the RowEvaluator. `id` is the name of the file.
#define SERHOST_ROW_EVALUATOR(id)                                       \
  static ::serhost::metrics::RowEvaluator serhost_row_evaluator_##id(); \
  namespace serhost::metrics::registered {                              \
  extern const RowRegistration rows_of_##id;                            \
  const RowRegistration rows_of_##id{serhost_row_evaluator_##id()};     \
  }                                                                     \
  static ::serhost::metrics::RowEvaluator serhost_row_evaluator_##id()
