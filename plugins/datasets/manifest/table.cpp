// One pass over the bytes each. A fault in one row does not hide those of the next.
#include "table.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <serhost/corpus.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

namespace manifest {
namespace {

constexpr std::size_t kTold = 20;
constexpr int kDeepest = 32;
constexpr std::size_t kLongestLine = 1 << 20;

std::string text_of(const std::filesystem::path& file) {
  std::error_code ignored;
  const bool there =
      std::filesystem::is_regular_file(file, ignored);  // a pipe or a device would never end
  std::ifstream in(there ? file : std::filesystem::path(), std::ios::binary);
  if (!in)
    throw std::runtime_error(
        file.string() + ": the list of clips cannot be read; expected a CSV or JSON-lines file");
  std::ostringstream out;
  out << in.rdbuf();
  auto text = std::move(out).str();
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

void check_lines(const std::string& text, Problems& problems) {
  std::istringstream in(text);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number)
    if (line.size() > kLongestLine)
      problems.add(number, "is " + std::to_string(line.size()) + " bytes long, but at most " +
                               std::to_string(kLongestLine) + " are read");
    else if (!serhost::corpus::is_utf8(line) || line.find('\0') != std::string::npos)
      problems.add(
          number,
          "is not UTF-8 text; save the file as UTF-8, for example: iconv -f LATIN1 -t UTF-8");
}

struct Record {
  std::size_t line = 1;
  std::vector<std::string> fields;
};

/// RFC 4180: quotes hold commas, line ends and doubled quotes. Lines end with LF, CRLF or CR. Blank
/// lines are skipped.
std::vector<Record> records_of(const std::string& text, char comma, Problems& problems) {
  std::vector<Record> records;
  std::size_t line = 1, at = 0;
  while (at < text.size()) {
    Record record{line, {}};
    bool any = false;
    for (;;) {
      std::string field;
      if (at < text.size() && text[at] == '"') {
        const auto opened = line;
        any = true;
        for (++at;; ++at) {
          if (at >= text.size()) {
            problems.add(opened, "a quote is opened that never closes");
            return records;
          }
          if (text[at] == '\n') ++line;
          if (text[at] != '"') field += text[at];
          else if (at + 1 < text.size() && text[at + 1] == '"') field += text[at++];
          else break;
        }
        ++at;
        if (at < text.size() && text[at] != comma && text[at] != '\n' && text[at] != '\r') {
          problems.add(line,
                       "text follows a closing quote; a quote inside of quotes is written twice");
          while (at < text.size() && text[at] != comma && text[at] != '\n' && text[at] != '\r')
            ++at;
        }
      } else {
        while (at < text.size() && text[at] != comma && text[at] != '\n' && text[at] != '\r')
          field += text[at++];
        any = any || !field.empty();
      }
      record.fields.push_back(std::move(field));
      if (at >= text.size() || text[at] != comma) break;
      any = true;
      ++at;
    }
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') ++at;
    ++line;
    if (any) records.push_back(std::move(record));
  }
  return records;
}

std::vector<Row> rows_of_csv(const std::string& text, Problems& problems) {
  const auto header_line = text.substr(0, text.find_first_of("\r\n"));
  const char comma =
      header_line.find(',') == std::string::npos && header_line.find('\t') != std::string::npos
          ? '\t'
          : ',';
  const auto records = records_of(text, comma, problems);
  std::vector<Row> rows;
  if (records.empty()) return rows;
  const auto& names = records.front().fields;
  std::set<std::string> seen;
  for (const auto& name : names)
    if (!name.empty() && !seen.insert(name).second)
      problems.add(records.front().line, "the header names the column '" + name + "' twice");
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto& [line, fields] = records[i];
    if (fields.size() != names.size()) {
      problems.add(line, "has " + std::to_string(fields.size()) + " fields, but the header has " +
                             std::to_string(names.size()));
      continue;
    }
    Row row{line, {}, {}};
    for (std::size_t k = 0; k < fields.size(); ++k)
      if (!fields[k].empty() && !names[k].empty()) row.fields[names[k]] = fields[k];
    rows.push_back(std::move(row));
  }
  if (rows.empty() && records.size() == 1) problems.add(1, "has a header, but no clip");
  return rows;
}

/// Whether brackets nest deeper than a list of clips needs; writing such a value out would take the
/// stack.
bool too_deep(const std::string& line) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && quoted) ++i;
    else if (line[i] == '"') quoted = !quoted;
    else if (!quoted && (line[i] == '[' || line[i] == '{') && ++depth > kDeepest) return true;
    else if (!quoted && (line[i] == ']' || line[i] == '}')) --depth;
  }
  return false;
}

std::string plain(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<Row> rows_of_json(const std::string& text, Problems& problems) {
  std::vector<Row> rows;
  std::istringstream in(text);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (too_deep(line)) {
      problems.add(number, "nests brackets more than " + std::to_string(kDeepest) +
                               " deep; expected one plain object a line");
      continue;
    }
    const auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) {
      problems.add(number, object.is_discarded()
                               ? "is not JSON; expected one object a line"
                               : "is JSON, but not an object; expected one object a line");
      continue;
    }
    Row row{number, {}, {}};
    for (const auto& [name, value] : object.items()) {
      if (name == "votes" && value.is_object()) {
        for (const auto& [label, count] : value.items()) row.votes[label] = plain(count);
      } else if (!value.is_null() &&
                 !(value.is_string() && value.get_ref<const std::string&>().empty())) {
        row.fields[name] = plain(value);
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

void Problems::add(std::size_t line, const std::string& what) {
  found_.push_back(file_.string() + ":" + std::to_string(line) + ": " + what);
}

void Problems::throw_if_any() const {
  if (found_.empty()) return;
  std::string text;
  for (std::size_t i = 0; i < std::min(found_.size(), kTold); ++i)
    text += (i ? "\n" : "") + found_[i];
  if (found_.size() > kTold) text += "\nand " + std::to_string(found_.size() - kTold) + " more";
  throw std::runtime_error(text);
}

std::vector<Row> read_table(const std::filesystem::path& file, Problems& problems) {
  const auto text = text_of(file);
  check_lines(text, problems);
  problems.throw_if_any();
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    throw std::runtime_error(file.string() +
                             ": is empty; expected a CSV table with a header, or JSON lines");
  if (text[first] == '[')
    throw std::runtime_error(
        file.string() + ": begins as a JSON array; expected JSON lines, one object a line, or CSV");
  return text[first] == '{' ? rows_of_json(text, problems) : rows_of_csv(text, problems);
}

}  // namespace manifest
