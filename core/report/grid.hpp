// Runs laid out as a matrix over two of their keys, and the comparisons that such a table makes.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/comparison.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::report {

struct GridOptions {
  std::string rows = "backbone", columns = "loss";  ///< keys: backbone, loss, dataset, or any of
                                                    ///< the experiment ("train.optimizer.lr")
  std::string
      against{};  ///< the column that the others of its row are compared with; "" for the first
  bool other_corpora = false;  ///< published values of other corpora are shown, too
  ComparisonOptions how{};
};

/// A place of the matrix.
struct GridCell {
  std::optional<std::size_t> system;  ///< index into Grid::systems
  std::vector<std::size_t>
      trials{};  ///< into Grid::trials: those that `system` was chosen from, itself among them
  std::size_t tried =
      0;  ///< experiments behind them, those among which a sweep has already chosen counted
  std::optional<std::size_t>
      comparison;  ///< with the reference of its row: index into Grid::comparisons.pairs
};

struct Grid {
  GridOptions options;
  std::vector<std::string> rows, columns;    ///< values
  std::vector<std::vector<GridCell>> cells;  ///< [rows][columns]
  std::vector<run::EvaluatedRun> systems;    ///< those shown, row by row
  std::vector<std::string> trials;           ///< names of all experiments that were run
  std::vector<double> validation;  ///< of the trials: the metric they were chosen by; NaN where
                                   ///< there was nothing to choose
  std::string reference;  ///< the column (or the row, where there is one column) that the others
                          ///< are compared with
  bool by_row = true;     ///< compared within rows; else within the only column
  Comparisons comparisons;
  std::vector<std::string> reasons;           ///< why metrics of a row must not be ranked
  std::vector<std::string> varied;            ///< keys in which trials of a cell differ
  std::vector<std::string> not_shown;         ///< experiments of whose cell another trial is shown
  std::map<std::string, std::string> titles;  ///< of the components of all runs, by name

  const GridCell* cell_of(std::size_t system) const;
  std::vector<const run::Run*> runs() const;  ///< of the systems
  /// "LSTM + Focal".
  std::string name_of(std::size_t system) const;
  /// A row or column as tables call it: a component's own title, "default" for an absent key, else
  /// the value itself.
  std::string title_of(const std::string& value) const;
};

/// Joins runs of the same experiment, which differ in seeds or folds alone, chooses among trials of
/// one cell by their validation metric, never by a test metric, and compares. Throws UsageError for
/// a key that no run has or a reference that is no column; Error(failed) where several experiments
/// fall into one cell and had no validation part to choose by.
Grid make_grid(std::vector<run::EvaluatedRun> runs, const GridOptions& options);

/// A key's value of a run, "" where it has none.
std::string value_of(const run::EvaluatedRun& run, const std::string& key);

/// The name of the corpus as its signature has it; "" without one.
std::string corpus_of(const run::EvaluatedRun& run);

/// "not shown, because another trial of the same cell has the better validation metric: b, c": the
/// first five; "" where every experiment is shown.
std::string not_shown_text(const Grid& grid);

}  // namespace serhost::report
