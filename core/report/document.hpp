// A report before it has a form: headings, texts, tables and figures, from which HTML, LaTeX,
// Markdown and CSV are written.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace serhost::report {

/// One cell of a table. `text` is plain; every writer escapes it in its own way.
struct Cell {
  std::string text{};
  std::string below{};  ///< a second, quieter line: an interval
  std::string mark{};   ///< "+" better, "-" worse than the reference, and significant; else ""
  std::string hint{};   ///< shown on request, where the form can
  double sort =
      std::numeric_limits<double>::quiet_NaN();  ///< what the column is sorted by; NaN: the text
};

struct Table {
  std::string id{}, title{}, note{};
  std::vector<std::pair<std::string, bool>> columns{};  ///< name, and whether it holds numbers
  std::vector<std::vector<Cell>> rows{};
};

/// A picture with the numbers that it shows.
struct Figure {
  std::string id{}, title{}, note{};
  std::string svg{};  ///< safe for HTML
  std::string csv{};  ///< the same data
};

struct Text {
  std::string text{};
  bool warning = false;
};

using Block = std::variant<Text, Table, Figure>;

struct Section {
  std::string title{};
  std::vector<Block> blocks{};
};

struct Document {
  std::string title{}, subtitle{};
  std::string signature{};            ///< what every metric rests on; "" where they differ
  std::vector<std::string> stamps{};  ///< must be seen before any metric
  std::vector<Section> sections{};
};

/// One file: no request leaves it. Tables sort on a click or by the keyboard, figures offer their
/// data.
std::string html_of(const Document& document);

/// The tables as booktabs, each in a table environment; a comment at the top names the packages.
std::string latex_of(const Document& document);

/// The table as a sheet: its columns, then its rows.
std::string csv_of(const Table& table);

/// The document with the tables of one name alone: "matrix", or "per-class" for those of all
/// systems, whose names end with their number. Throws UsageError with the names that there are.
Document only_table(const Document& document, const std::string& name);

/// Tables and texts; figures are named with their data left out.
std::string markdown_of(const Document& document);

}  // namespace serhost::report
