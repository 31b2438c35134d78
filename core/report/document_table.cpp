// One table of a document, and a table as a sheet.
#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/document.hpp"

namespace serhost::report {
namespace {

/// "per-class" of "per-class-3".
std::string without_number(const std::string& id) {
  const auto end = id.find_last_not_of("0123456789");
  return end != std::string::npos && end + 1 < id.size() && id[end] == '-' ? id.substr(0, end) : id;
}

}  // namespace

std::string csv_of(const Table& table) {
  std::vector<std::string> fields;
  for (const auto& [name, number] : table.columns) fields.push_back(name);
  auto out = sheet_line(fields);
  for (const auto& row : table.rows) {
    fields.clear();
    for (const auto& cell : row)
      fields.push_back(cell.text + (cell.below.empty() ? "" : " " + cell.below) + cell.mark);
    out += sheet_line(fields);
  }
  return out;
}

Document only_table(const Document& document, const std::string& name) {
  auto out = document;
  std::vector<std::string> known;
  bool found = false;
  for (auto& section : out.sections) {
    std::erase_if(section.blocks, [&](const Block& block) {
      const auto* const table = std::get_if<Table>(&block);
      if (table == nullptr) return true;
      const bool same = table->id == name || without_number(table->id) == name;
      found = found || same;
      if (std::find(known.begin(), known.end(), without_number(table->id)) == known.end())
        known.push_back(without_number(table->id));
      return !same;
    });
  }
  if (!found) throw UsageError("no table '" + name + "' in this report." + suggestion(name, known));
  std::erase_if(out.sections, [](const Section& section) { return section.blocks.empty(); });
  return out;
}

}  // namespace serhost::report
