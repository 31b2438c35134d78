// The registry of metrics: what each is called, how it is printed, which way is better and how it
// is computed. check, training, history.csv, TensorBoard, tables, reports, comparisons, help and
// sweeps iterate it, so a metric is one file that registers it and no other place names it.
//
// A file of core/metrics/registered/ or of a test:
//
//   SERHOST_METRIC(error_rate) {
//     return {.name = "error_rate",
//             .title = "error rate",
//             .meaning = "clips that are wrong",
//             .direction = Direction::lower_is_better,
//             .value = [](const Sums& sums) { return 1.0 - weighted_accuracy(sums.confusion); }};
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/confusion.hpp"

namespace serhost::metrics {

/// How a metric is printed: percent as 64.90, plain as 0.0612.
enum class Unit { percent, plain };

enum class Direction { higher_is_better, lower_is_better };

/// One clip, as a metric sees it.
struct Clip {
  std::int64_t truth = 0, predicted = 0;  ///< in [0, classes)
  std::span<const double> probabilities;  ///< [classes], or empty
};

/// What a value is computed from: sums over clips, so that sets of clips add up and leaving a
/// speaker out costs one addition.
struct Sums {
  const Confusion& confusion;
  double clips = 0.0;           ///< above 0
  std::span<const double> own;  ///< what MetricInfo::add summed
};

struct MetricInfo {
  std::string name{};     ///< in files and options: snake_case
  std::string title{};    ///< in tables
  std::string meaning{};  ///< for help: a few words, without a full stop
  int order = 1000;       ///< of the columns of tables; equal ones by name
  Unit unit = Unit::percent;
  Direction direction = Direction::higher_is_better;
  std::vector<std::string> tasks = {"classification"};
  bool selectable = false;   ///< may be protocol.select
  bool every_epoch = false;  ///< of the validation part: val_<name> of history.csv, a curve
  bool headline = false;     ///< stands on the first screen: the terminal's table, the page's cards
  std::string same_as{};     ///< the metric that it always equals; narrow tables leave it out
  double lowest = -std::numeric_limits<double>::infinity(),
         highest = std::numeric_limits<double>::infinity();  ///< no value lies outside; percentages
                                                             ///< have 0 and 1 without saying so
  bool by_class = false;  ///< a mean over classes: the few clips of a rare one weigh as much

  /// NaN unless every clip has probabilities.
  bool of_probabilities = false;
  /// How many sums of its own it needs; null: none, the confusion matrix suffices.
  std::size_t (*sums)(std::size_t classes) = nullptr;
  /// Adds one clip to its own sums. Called only for clips with probabilities if it needs them.
  void (*add)(const Clip& clip, std::span<double> own) = nullptr;
  /// Null: the value comes from elsewhere (the validation loss).
  double (*value)(const Sums& sums) = nullptr;

  bool is_of(std::string_view task) const;
  bool lower_is_better() const { return direction == Direction::lower_is_better; }
};

/// All that are registered, by order and name.
const std::vector<MetricInfo>& all_metrics();

/// "ccc" of "valence.ccc" is found by either. Null for a name that is not registered: of another
/// version's record, or of another task.
const MetricInfo* find_metric(std::string_view name);

/// The values of protocol.select, in order.
std::vector<std::string> selectable_metrics();

/// Names in the order of tables: registered ones by their order, then the others; those of parts
/// ("valence.ccc") behind those of the whole, part by part.
std::vector<std::string> in_table_order(std::vector<std::string> names);

/// The metric of a task by which it is reported where nobody chose: "ua" of classification, of any
/// other the first that its row evaluator names. Throws std::logic_error for a task that has none.
const MetricInfo& main_metric(std::string_view task = "classification");

/// Whether `a` is better than `b` by that metric; false where one is NaN.
bool is_better(double a, double b, std::string_view metric);

/// Registers a metric for as long as the program runs. [main] Throws std::logic_error for a name
/// that is taken or a metric without a title.
class Registration {
 public:
  explicit Registration(MetricInfo info);
};

}  // namespace serhost::metrics

/// Before the body of a function that returns the MetricInfo. `id` is the name of the file.
#define SERHOST_METRIC(id)                                     \
  static ::serhost::metrics::MetricInfo serhost_metric_##id(); \
  namespace serhost::metrics::registered {                     \
  extern const Registration id;                                \
  const Registration id{serhost_metric_##id()};                \
  }                                                            \
  static ::serhost::metrics::MetricInfo serhost_metric_##id()
