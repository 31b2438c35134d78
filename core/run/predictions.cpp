// Predictions to rows and back.
#include "run/predictions.hpp"

#include <span>

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::run {
namespace {

constexpr std::size_t kFixed = 4;                              // key, speaker, fold, seed
constexpr const char* kPlaceColumns[] = {"dialogue", "turn"};  // the last ones of a conversation

std::vector<std::string> columns_of(const RunFacts& facts) {
  if (!facts.is_classification()) return facts.columns;
  std::vector<std::string> out = {"truth", "predicted"};
  for (const auto& name : facts.classes) out.push_back("p_" + name);
  if (facts.task == metrics::kConversation)
    out.insert(out.end(), {kPlaceColumns[0], kPlaceColumns[1]});
  return out;
}

/// A speaker without a name cannot be told from an unknown one in the file, so it is unknown from
/// the start.
std::optional<std::string> speaker_of(const std::optional<std::string>& name) {
  return name && !name->empty() ? std::optional(valid_utf8(*name)) : std::nullopt;
}

void add_labels(const Prediction& row, const std::vector<std::string>& classes,
                std::vector<std::string>& fields, metrics::Outcomes& to) {
  const auto in_range = [&](std::int64_t label) {
    return label >= 0 && label < static_cast<std::int64_t>(classes.size());
  };
  SERHOST_CHECK(in_range(row.truth) && in_range(row.predicted));
  SERHOST_CHECK(row.probabilities.size() == classes.size());
  fields.push_back(classes[static_cast<std::size_t>(row.truth)]);
  fields.push_back(classes[static_cast<std::size_t>(row.predicted)]);
  for (const double p : row.probabilities) fields.push_back(exact(p));
  to.truth.push_back(row.truth);
  to.predicted.push_back(row.predicted);
  to.probabilities.insert(to.probabilities.end(), row.probabilities.begin(),
                          row.probabilities.end());
}

/// Reads what stands behind the fixed columns of a row.
class CellReader {
 public:
  explicit CellReader(const RunFacts& facts) : classes_(facts.classes.size()) {
    for (const auto& name : facts.classes)
      index_.emplace(valid_utf8(name), static_cast<std::int64_t>(index_.size()));
  }

  /// False, and nothing is added, where a cell cannot be read.
  bool add(std::span<const std::string> cells, metrics::Outcomes& to) const {
    if (to.of_rows()) return to.rows.add(cells);
    const auto truth = index_.find(cells[0]), predicted = index_.find(cells[1]);
    if (truth == index_.end() || predicted == index_.end()) return false;
    std::vector<double> probabilities(classes_);
    for (std::size_t j = 0; j < classes_; ++j) {
      if (!read_number(cells[2 + j], probabilities[j])) return false;
    }
    to.truth.push_back(truth->second);
    to.predicted.push_back(predicted->second);
    to.probabilities.insert(to.probabilities.end(), probabilities.begin(), probabilities.end());
    return true;
  }

 private:
  std::size_t classes_;
  std::map<std::string, std::int64_t> index_;
};

}  // namespace

std::string predictions_header(const RunFacts& facts) {
  std::vector<std::string> fields = {"key", "speaker", "fold", "seed"};
  for (auto& column : columns_of(facts)) fields.push_back(std::move(column));
  return csv_line(fields);
}

metrics::Outcomes no_outcomes(const RunFacts& facts) {
  metrics::Outcomes out;
  if (facts.is_classification()) {
    out.classes = facts.classes.size();
    return out;
  }
  out.rows.evaluator = metrics::find_row_evaluator(facts.task);
  out.rows.columns = facts.columns;
  if (out.rows.evaluator != nullptr) return out;
  const auto known = metrics::evaluated_tasks();
  throw Error(Exit::unavailable, "'" + facts.name + "' is a run of the task '" + facts.task +
                                     "', whose predictions this program cannot evaluate." +
                                     suggestion(facts.task, known));
}

PredictionRows prediction_rows(const FoldEnded& fold, const RunFacts& facts) {
  PredictionRows out;
  out.outcomes = no_outcomes(facts);
  SERHOST_CHECK(facts.is_classification() || fold.predictions.empty() ||
                fold.columns == facts.columns);
  for (const auto& row : fold.predictions) {
    std::vector<std::string> fields = {row.key, row.speaker.value_or(""), std::to_string(fold.fold),
                                       std::to_string(fold.seed)};
    if (facts.is_classification()) {
      add_labels(row, facts.classes, fields, out.outcomes);
      if (facts.task == metrics::kConversation) {
        SERHOST_CHECK(row.cells.size() >= std::size(kPlaceColumns));
        fields.insert(fields.end(), row.cells.end() - std::ssize(kPlaceColumns), row.cells.end());
      }
    } else {
      SERHOST_CHECK(out.outcomes.rows.add(row.cells));
      fields.insert(fields.end(), row.cells.begin(), row.cells.end());
    }
    out.text += csv_line(fields);
    out.outcomes.speakers.push_back(speaker_of(row.speaker));
  }
  return out;
}

std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows> parse_predictions(
    std::string_view text, const RunFacts& facts) {
  std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows> out;
  const auto none = no_outcomes(facts);
  const auto records = csv_records(text);
  const auto header = predictions_header(facts);
  if (records.empty() || std::string(records[0]) + "\n" != header) return out;
  const auto columns = csv_split(records[0]).size();
  const CellReader reader(facts);
  for (std::size_t r = 1; r < records.size(); ++r) {
    const auto fields = csv_split(records[r]);
    std::int64_t fold = 0, seed = 0;
    if (fields.size() != columns || !read_number(fields[2], fold) || !read_number(fields[3], seed))
      continue;
    const auto at = out.find({fold, seed});
    auto rows = at == out.end() ? PredictionRows{"", {}, none} : std::move(at->second);
    const bool good = reader.add(std::span(fields).subspan(kFixed), rows.outcomes);
    if (good) {
      rows.text += std::string(records[r]) + "\n";
      rows.keys.push_back(fields[0]);
      rows.outcomes.speakers.push_back(fields[1].empty() ? std::nullopt : std::optional(fields[1]));
    }
    if (at != out.end()) at->second = std::move(rows);
    else if (good) out.emplace(std::pair(fold, seed), std::move(rows));
  }
  return out;
}

}  // namespace serhost::run
