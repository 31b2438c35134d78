// Reads comma or tab separated tables whose first row names the columns.
#include "corpus/sheet_table.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::corpus {
namespace {

std::vector<std::vector<std::string>> rows_of(std::string_view text, bool tabs) {
  std::vector<std::vector<std::string>> out;
  if (!tabs) {
    for (auto& row : read_csv(text).rows) out.push_back(std::move(row.fields));
    return out;
  }
  for (const auto& line : split(text, '\n')) {
    const auto whole = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (!trim(whole).empty()) out.push_back(split(whole, '\t'));
  }
  return out;
}

/// A cell as people mean it; "" where it says nothing.
std::string cell(const std::vector<std::string>& row, std::size_t column) {
  const auto text = valid_utf8(column < row.size() ? trim(row[column]) : std::string_view());
  return text == "NA" || text == "nan" ? "" : text;
}

/// "a/b c.wav" -> "b c".
std::string stem_of(const std::string& path) {
  const auto slash = path.find_last_of("/\\");
  const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.rfind('.'));
}

}  // namespace

SheetTable::SheetTable(const SheetRule& rule, const std::filesystem::path& file)
    : SheetTable(rule, file, read_file(file)) {}

SheetTable::SheetTable(const SheetRule& rule, const std::filesystem::path& file,
                       std::string_view text)
    : rule_(rule), file_(file.string()) {
  auto rows = rows_of(text, lower(file.extension().string()) == ".tsv");
  if (rows.empty()) throw std::runtime_error(file_ + ": is empty; expected a table with a header");
  for (std::size_t i = 0; i < rows.front().size(); ++i) header_.push_back(cell(rows.front(), i));
  const auto key = column(rule.key);
  for (const auto* columns : {&rule.columns, &rule.votes, &rule.ratings}) {
    for (const auto& [field, name] : *columns) (void)column(name);
  }
  const auto chosen = rule.rows ? column(rule.rows_column) : 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rule.rows && rule.rows->search(cell(rows[i], chosen)).empty()) continue;
    auto name = cell(rows[i], key);
    if (rule.stem) name = stem_of(name);
    if (name.empty()) continue;
    if (!rows_.emplace(name, std::move(rows[i])).second)
      throw std::runtime_error(file_ + ": has two rows for '" + shown(name) + "' in its column '" +
                               rule.key + "'; take one of them out");
  }
}

std::size_t SheetTable::column(const std::string& name) const {
  const auto at = std::find(header_.begin(), header_.end(), name);
  if (at == header_.end())
    throw std::runtime_error(file_ + ": has no column '" + name + "'; it has " +
                             shown(join(header_, ", ")));
  return static_cast<std::size_t>(at - header_.begin());
}

double SheetTable::number(const std::vector<std::string>& row, const std::string& name,
                          const std::string& key) const {
  double value = 0.0;
  const auto text = cell(row, column(name));
  if (!read_number(text, value))
    throw std::runtime_error(file_ + ": the column '" + name + "' of '" + shown(key) + "' is '" +
                             shown(text) + "', but must be a number");
  return value;
}

bool SheetTable::add_to(Utterance& clip, Fields& fields) const {
  const auto key = rule_.match.filled(fields);
  if (!key) return false;
  const auto at = rows_.find(*key);
  if (at == rows_.end()) return false;
  const auto& row = at->second;
  for (const auto& [field, name] : rule_.columns) {
    if (auto text = cell(row, column(name)); !text.empty()) fields[field] = std::move(text);
  }
  for (const auto& [field, text] : rule_.set) fields[field] = text;
  for (const auto& [label, name] : rule_.votes)
    if (!cell(row, column(name)).empty()) clip.votes[label] = number(row, name, *key);
  for (const auto& [dimension, name] : rule_.ratings)
    if (!cell(row, column(name)).empty()) clip.dimensions[dimension] = number(row, name, *key);
  return true;
}

}  // namespace serhost::corpus
