// What columns are called: one name each in the code, and the names that lists have for it.
#pragma once

#include <serhost/readers/table.hpp>
#include <string>
#include <vector>

namespace serhost::readers {

/// Names that a user gave, and common ones.
class ColumnNames {
 public:
  /// `given`: "label=emotion" where the column `emotion` is the label. Throws
  /// std::invalid_argument.
  explicit ColumnNames(const std::vector<std::string>& given);

  /// Gives the columns their names: those that were given, else those that are common, in any
  /// case, unless a column of that very name is there. Throws std::runtime_error where a column
  /// that was given is not there, and where none says which file it is.
  void rename(Table& table, const Problems& problems) const;

 private:
  std::vector<std::pair<std::string, std::string>> given_;  // ours, theirs
};

}  // namespace serhost::readers
