// Every row and column of the paper stays, whether or not it was run.
#include "report/paper_table.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/cells.hpp"
#include "report/grid.hpp"
#include "report/stamps.hpp"

namespace serhost::report {
namespace {

using Runs = std::vector<const run::EvaluatedRun*>;

PrintedTable table_of(const std::string& name) {
  const auto& files = published_files();
  const auto at = files.find(name + ".csv");
  if (at != files.end()) return printed_table(at->first, at->second);
  std::vector<std::string> known;
  for (const auto& [file, text] : files) known.push_back(file.substr(0, file.size() - 4));
  throw Error(Exit::config, "[[paper]] names the table '" + name + "', which is not printed." +
                                suggestion(name, known));
}

/// A column of metrics, as printed, and the value of the axis of columns that stands in it.
struct MetricColumn {
  std::string printed, value;
  std::vector<std::string> metrics;  ///< of which a run has one
};

std::vector<MetricColumn> metric_columns(const PrintedTable& table, const PaperLayout& layout) {
  std::vector<MetricColumn> out;
  for (const auto& column : table.columns) {
    if (table.metric_of(column).empty()) continue;
    if (layout.columns.empty()) out.push_back({column, "", {table.metric_of(column)}});
    for (const auto& [value, fields] : layout.column_of) {
      const auto metrics = PrintedTable::find(fields, column);
      if (!metrics.empty()) out.push_back({column, value, split(metrics, ',')});
    }
  }
  for (const auto& [value, fields] : layout.column_of) {
    for (const auto& [column, metrics] : fields) {
      if (table.metric_of(column).empty())
        throw Error(Exit::config, "[[paper]]: '" + column + "' of " + value +
                                      " is no column of metrics in " + table.file);
    }
  }
  for (auto& column : out) {
    for (auto& metric : column.metrics) metric = trim(metric);
  }
  return out;
}

bool is_row(const Fields& row, const Fields& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& field) {
    return PrintedTable::find(row, field.first) == field.second;
  });
}

/// Where one axis says the row, each of its values is one that is printed; of several, a part of
/// some.
void require_rows(const PrintedTable& table, const PaperLayout& layout) {
  for (const auto& [value, wanted] : layout.row_of) {
    const auto found = std::count_if(table.rows.begin(), table.rows.end(),
                                     [&](const Fields& row) { return is_row(row, wanted); });
    if (found == 0 || (found > 1 && layout.rows.size() == 1))
      throw Error(Exit::config, "[[paper]]: the row of " + value + " is " +
                                    (found == 0 ? "not printed" : "printed more than once") +
                                    " in " + table.file);
  }
}

/// "hubert, focal": the run's values of the axes that say its row.
std::string row_name(const PaperLayout& layout, const run::EvaluatedRun& run) {
  std::vector<std::string> values;
  for (const auto& axis : layout.rows) values.push_back(value_of(run, axis));
  return join(values, ", ");
}

bool stands_in(const Fields& row, const PaperLayout& layout, const run::EvaluatedRun& run) {
  return std::all_of(layout.rows.begin(), layout.rows.end(), [&](const std::string& axis) {
    const auto found = layout.row_of.find(value_of(run, axis));
    return found != layout.row_of.end() && is_row(row, found->second);
  });
}

/// Runs by what they have on the other axes, in the order in which they come.
std::vector<std::pair<std::string, Runs>> combinations(const PaperLayout& layout,
                                                       const std::vector<run::EvaluatedRun>& runs) {
  std::vector<std::pair<std::string, Runs>> out;
  for (const auto& run : runs) {
    std::vector<std::string> words;
    for (const auto& axis : layout.axes) {
      const bool row = std::find(layout.rows.begin(), layout.rows.end(), axis) != layout.rows.end();
      if (!row && axis != layout.columns) words.push_back(value_of(run, axis));
    }
    const auto name = join(words, ", ");
    auto at =
        std::find_if(out.begin(), out.end(), [&](const auto& one) { return one.first == name; });
    if (at == out.end()) at = out.insert(out.end(), {name, {}});
    at->second.push_back(&run);
  }
  if (out.empty()) out.emplace_back();
  return out;
}

class Layout {
 public:
  explicit Layout(const PaperLayout& layout)
      : layout_(layout), table_(table_of(layout.table)), metrics_(metric_columns(table_, layout)) {
    require_rows(table_, layout);
  }

  std::vector<Block> blocks(const std::string& name, const Runs& runs) {
    differences_.clear();
    std::vector<NamedRun> named;
    for (const auto* run : runs) named.emplace_back(row_name(layout_, *run), &run->run);
    const auto source = table_.fact("source");
    Table out{layout_.table,
              source + (name.empty() ? "" : ": " + name),
              "Printed values and ours, pooled over the test clips with the 95 % interval.",
              {},
              {}};
    for (const auto& column : table_.columns) {
      if (!table_.metric_of(column).empty()) continue;
      out.columns.emplace_back(column, false);
    }
    for (const auto& column : metrics_) {
      out.columns.emplace_back(column.printed + ", printed", true);
      out.columns.emplace_back(column.printed + ", ours", true);
    }
    for (std::size_t r = 0; r < table_.rows.size(); ++r) out.rows.push_back(row(r, runs));
    std::vector<Block> all;
    for (const auto& stamp : stamps_of(named)) all.emplace_back(Text{stamp, true});
    all.emplace_back(std::move(out));
    for (const auto& [difference, rows] : differences_) {
      const auto of = differences_.size() == 1 ? "" : " (" + join(rows, "; ") + ")";
      all.emplace_back(Text{"Differs from the paper" + of + ": " + difference});
    }
    return all;
  }

 private:
  std::vector<Cell> row(std::size_t r, const Runs& runs) {
    std::vector<Cell> out;
    const auto& printed = table_.rows[r];
    for (const auto& column : table_.columns) {
      if (table_.metric_of(column).empty()) out.push_back({PrintedTable::find(printed, column)});
    }
    for (const auto& column : metrics_) {
      const auto text = PrintedTable::find(printed, column.printed);
      out.push_back({text.empty() ? "–" : text});
      out.push_back(ours(r, column, runs));
    }
    return out;
  }

  Cell ours(std::size_t r, const MetricColumn& column, const Runs& runs) {
    for (const auto* run : runs) {
      if (!stands_in(table_.rows[r], layout_, *run)) continue;
      if (!column.value.empty() && value_of(*run, layout_.columns) != column.value) continue;
      for (const auto& metric : column.metrics) {
        const auto at = run->run.summary.find(metric);
        if (at == run->run.summary.end()) continue;
        note(r, column, *run);
        auto cell = number_cell(format_metric(metric, at->second.pooled), at->second.pooled);
        cell.below = interval_text(metric, at->second);
        return cell;
      }
    }
    return {"–"};
  }

  void note(std::size_t r, const MetricColumn& column, const run::EvaluatedRun& run) {
    const auto paper = value_of(table_, table_.rows[r], column.printed);
    auto text = join(protocol_differences(paper, run), "; ");
    if (text.empty()) text = "in nothing that is stated";
    auto at = std::find_if(differences_.begin(), differences_.end(),
                           [&](const auto& one) { return one.first == text; });
    if (at == differences_.end()) at = differences_.insert(differences_.end(), {text, {}});
    auto name = row_name(layout_, run);
    if (!column.value.empty()) name += ", " + column.value;
    if (std::find(at->second.begin(), at->second.end(), name) == at->second.end())
      at->second.push_back(name);
  }

  const PaperLayout& layout_;
  PrintedTable table_;
  std::vector<MetricColumn> metrics_;
  std::vector<std::pair<std::string, std::vector<std::string>>> differences_;
};

}  // namespace

std::vector<Block> paper_blocks(const PaperLayout& layout,
                                const std::vector<run::EvaluatedRun>& runs) {
  Layout laid(layout);
  std::vector<Block> out;
  for (const auto& [name, some] : combinations(layout, runs)) {
    for (auto& block : laid.blocks(name, some)) out.push_back(std::move(block));
  }
  return out;
}

}  // namespace serhost::report
