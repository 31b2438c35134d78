// history.csv: a row an epoch, with a column val_<metric> for each further metric of the validation
// part and one for whatever components log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "run/events.hpp"

namespace serhost::run {

class History {
 public:
  /// Takes over the rows that the file has; writes it anew where a torn line must go or there is
  /// none.
  explicit History(std::filesystem::path file);

  /// Appends a row and flushes. Rows of the same fold and seed from this epoch on, left by an
  /// interrupted run that came further than its checkpoint, go first; a value that no earlier row
  /// has adds a column. Returns whether earlier rows were dropped.
  bool add(const EpochEnded& epoch);

  /// Waits until every row is on the disk.
  void sync() const;

  std::vector<EpochEnded> of(std::int64_t fold, std::int64_t seed) const;
  const std::vector<EpochEnded>& rows() const { return rows_; }

 private:
  bool add_columns(const EpochEnded& row);  // returns whether one is new
  std::string line(const EpochEnded& epoch) const;
  void rewrite() const;

  std::filesystem::path file_;
  std::vector<std::string> further_;  // names of the columns after the fixed ones
  std::vector<EpochEnded> rows_;
};

/// Rows that cannot be read are left out.
std::vector<EpochEnded> parse_history(std::string_view text);

}  // namespace serhost::run
