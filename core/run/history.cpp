// Epochs to rows and back. The columns grow, so the file is written anew when a new one comes and
// appended to otherwise.
#include "run/history.hpp"

#include <algorithm>
#include <cmath>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "metrics/registry.hpp"

namespace serhost::run {
namespace {

const std::vector<std::string>& fixed_columns() {
  static const std::vector<std::string> names = {"fold",   "seed",       "epoch",    "step",
                                                 "lr",     "train_loss", "val_loss", "val_wa",
                                                 "val_ua", "val_wf1",    "seconds",  "best"};
  return names;
}

constexpr std::size_t kFirstValidation = 6, kAfterValidation = 10;  // of the fixed columns

const std::string kValidation = "val_";  // begins the columns of validation metrics

/// The metric of a column: "ua" of val_ua; "" of others.
std::string metric_of(const std::string& column) {
  if (!column.starts_with(kValidation)) return "";
  auto name = column.substr(kValidation.size());
  return metrics::find_metric(name) == nullptr ? "" : name;
}

bool is_fixed(const std::string& column) {
  const auto& fixed = fixed_columns();
  return std::find(fixed.begin(), fixed.end(), column) != fixed.end();
}

/// A logged name that is a column already gets another one.
std::string column_of(const std::string& logged) {
  return is_fixed(logged) || !metric_of(logged).empty() ? "logged_" + logged : logged;
}

/// What a row holds in a column that is not always there.
std::optional<double> value_of(const EpochEnded& row, const std::string& column) {
  if (const auto metric = metric_of(column); !metric.empty()) return row.validated(metric);
  const auto at = row.logged.find(column);
  return at == row.logged.end() ? std::nullopt : std::optional(at->second);
}

/// Columns of a row beyond the fixed ones: validation metrics, then what was logged.
std::vector<std::string> further_columns(const EpochEnded& row) {
  std::vector<std::string> out;
  for (const auto& [metric, value] : row.validation) {
    if (!is_fixed(kValidation + metric)) out.push_back(kValidation + metric);
  }
  for (const auto& [column, value] : row.logged) out.push_back(column);
  return out;
}

std::string field(const std::optional<double>& value) { return value ? exact(*value) : ""; }

/// An empty field is a value that is absent.
bool read_field(const std::string& column, const std::string& text, EpochEnded& row) {
  if (text.empty()) return true;
  double value = 0.0;
  if (!read_number(text, value)) return false;
  if (const auto metric = metric_of(column); !metric.empty()) row.validation[metric] = value;
  else row.logged[column] = value;
  return true;
}

}  // namespace

History::History(std::filesystem::path file) : file_(std::move(file)) {
  std::string before;
  if (std::filesystem::exists(file_)) {
    before = read_file(file_);
    rows_ = parse_history(before);
  }
  for (const auto& row : rows_) add_columns(row);
  rewrite();
}

bool History::add_columns(const EpochEnded& row) {
  bool grown = false;
  for (const auto& column : further_columns(row)) {
    if (std::find(further_.begin(), further_.end(), column) != further_.end()) continue;
    further_.push_back(column);
    grown = true;
  }
  return grown;
}

bool History::add(const EpochEnded& epoch) {
  const auto stale = [&](const EpochEnded& row) {
    return row.fold == epoch.fold && row.seed == epoch.seed && row.epoch >= epoch.epoch;
  };
  const auto kept = std::remove_if(rows_.begin(), rows_.end(), stale);
  const bool dropped = kept != rows_.end();
  rows_.erase(kept, rows_.end());
  auto row = epoch;
  row.logged.clear();
  for (const auto& [name, value] : epoch.logged) row.logged[column_of(valid_utf8(name))] = value;
  const bool grown = add_columns(row);
  rows_.push_back(std::move(row));
  if (dropped || grown) rewrite();
  else append_file(file_, line(rows_.back()));
  return dropped;
}

void History::sync() const { sync_file(file_); }

std::vector<EpochEnded> History::of(std::int64_t fold, std::int64_t seed) const {
  std::vector<EpochEnded> out;
  std::copy_if(rows_.begin(), rows_.end(), std::back_inserter(out),
               [&](const EpochEnded& row) { return row.fold == fold && row.seed == seed; });
  return out;
}

std::string History::line(const EpochEnded& epoch) const {
  std::vector<std::string> fields = {std::to_string(epoch.fold),
                                     std::to_string(epoch.seed),
                                     std::to_string(epoch.epoch),
                                     std::to_string(epoch.step),
                                     exact(epoch.lr),
                                     exact(epoch.train_loss),
                                     field(epoch.validated("loss")),
                                     field(epoch.validated("wa")),
                                     field(epoch.validated("ua")),
                                     field(epoch.validated("wf1")),
                                     exact(epoch.seconds),
                                     epoch.best ? "1" : "0"};
  for (const auto& column : further_) fields.push_back(field(value_of(epoch, column)));
  return csv_line(fields);
}

void History::rewrite() const {
  auto columns = fixed_columns();
  columns.insert(columns.end(), further_.begin(), further_.end());
  auto text = csv_line(columns);
  for (const auto& row : rows_) text += line(row);
  replace_file(file_, text);
}

std::vector<EpochEnded> parse_history(std::string_view text) {
  std::vector<EpochEnded> out;
  const auto records = csv_records(text);
  if (records.empty()) return out;
  const auto& fixed = fixed_columns();
  const auto columns = csv_split(records[0]);
  if (columns.size() < fixed.size() || !std::equal(fixed.begin(), fixed.end(), columns.begin()))
    return out;
  for (std::size_t r = 1; r < records.size(); ++r) {
    const auto fields = csv_split(records[r]);
    if (fields.size() != columns.size()) continue;
    EpochEnded row;
    bool good = read_number(fields[0], row.fold) && read_number(fields[1], row.seed) &&
                read_number(fields[2], row.epoch) && read_number(fields[3], row.step) &&
                read_number(fields[4], row.lr) && read_number(fields[5], row.train_loss) &&
                read_number(fields[10], row.seconds);
    row.best = fields[11] == "1";
    for (std::size_t c = kFirstValidation; good && c < columns.size(); ++c) {
      if (c < kAfterValidation || c >= fixed.size()) good = read_field(columns[c], fields[c], row);
    }
    if (good) out.push_back(std::move(row));
  }
  return out;
}

}  // namespace serhost::run
