// Epochs to rows and back. The columns grow, so the file is written anew when a new one comes and
// appended to otherwise.
#include "run/history.hpp"

#include <algorithm>
#include <cmath>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::run {
namespace {

const std::vector<std::string>& fixed_columns() {
  static const std::vector<std::string> names = {"fold",   "seed",       "epoch",    "step",
                                                 "lr",     "train_loss", "val_loss", "val_wa",
                                                 "val_ua", "val_wf1",    "seconds",  "best"};
  return names;
}

std::string field(const std::optional<double>& value) { return value ? exact(*value) : ""; }

/// A logged name that is a column already gets another one.
std::string column_of(const std::string& logged) {
  const auto& fixed = fixed_columns();
  return std::find(fixed.begin(), fixed.end(), logged) == fixed.end() ? logged : "logged_" + logged;
}

bool read_optional(const std::string& text, std::optional<double>& value) {
  if (text.empty()) return true;
  return read_number(text, value.emplace());
}

}  // namespace

History::History(std::filesystem::path file) : file_(std::move(file)) {
  std::string before;
  if (std::filesystem::exists(file_)) {
    before = read_file(file_);
    rows_ = parse_history(before);
  }
  for (const auto& row : rows_) {
    for (const auto& [name, value] : row.logged) {
      if (std::find(logged_.begin(), logged_.end(), name) == logged_.end()) logged_.push_back(name);
    }
  }
  rewrite();
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
  bool grown = false;
  for (const auto& [name, value] : epoch.logged) {
    const auto column = column_of(valid_utf8(name));
    row.logged[column] = value;
    if (std::find(logged_.begin(), logged_.end(), column) != logged_.end()) continue;
    logged_.push_back(column);
    grown = true;
  }
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
                                     field(epoch.val_loss),
                                     field(epoch.val_wa),
                                     field(epoch.val_ua),
                                     field(epoch.val_wf1),
                                     exact(epoch.seconds),
                                     epoch.best ? "1" : "0"};
  for (const auto& name : logged_) {
    const auto found = epoch.logged.find(name);
    fields.push_back(found == epoch.logged.end() ? "" : exact(found->second));
  }
  return csv_line(fields);
}

void History::rewrite() const {
  auto columns = fixed_columns();
  columns.insert(columns.end(), logged_.begin(), logged_.end());
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
                read_optional(fields[6], row.val_loss) && read_optional(fields[7], row.val_wa) &&
                read_optional(fields[8], row.val_ua) && read_optional(fields[9], row.val_wf1) &&
                read_number(fields[10], row.seconds);
    row.best = fields[11] == "1";
    for (std::size_t c = fixed.size(); good && c < columns.size(); ++c) {
      if (!fields[c].empty()) good = read_number(fields[c], row.logged[columns[c]]);
    }
    if (good) out.push_back(std::move(row));
  }
  return out;
}

}  // namespace serhost::run
