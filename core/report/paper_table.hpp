// The runs of a sweep laid out as a paper's own table, with its printed values beside them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/document.hpp"
#include "report/printed.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::report {

/// Where the cells of a sweep stand in a printed table.
struct PaperLayout {
  std::string table;              ///< a file of core/report/published without ".csv"
  std::vector<std::string> axes;  ///< of the sweep; those that are neither `rows` nor `columns`
                                  ///< tell apart tables of ours
  std::vector<std::string> rows;  ///< the axis whose values are rows, or several that make one
  std::map<std::string, Fields> row_of;  ///< value of such an axis: what the cells of its row hold
  std::string columns;                   ///< the axis whose values are columns; "": its metrics are
  /// Value of that axis: a printed column, and the metric that stands in it, or several separated
  /// by commas, of which a run has one.
  std::map<std::string, Fields> column_of;
};

/// For each combination of the other axes' values a table with the paper's rows and columns in
/// their order: the printed value and ours, pooled, with its interval; "–" where nothing was run.
/// Behind each in what protocols differ. Throws Error(config) for a table, a row or a column that
/// is not printed.
std::vector<Block> paper_blocks(const PaperLayout& layout,
                                const std::vector<run::EvaluatedRun>& runs);

}  // namespace serhost::report
