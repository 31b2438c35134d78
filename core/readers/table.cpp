// One pass over the bytes each. A fault in one row does not hide those of the next.
#include <algorithm>
#include <optional>
#include <serhost/corpus.hpp>
#include <serhost/readers/json.hpp>
#include <serhost/readers/table.hpp>
#include <serhost/readers/text.hpp>
#include <sstream>
#include <stdexcept>

namespace serhost::readers {
namespace {

constexpr std::size_t kLongestLine = 1 << 20;

void check_lines(const std::string& text, Problems& problems) {
  std::istringstream in(text);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number)
    if (line.size() > kLongestLine)
      problems.add(number, "is " + std::to_string(line.size()) + " bytes long, but at most " +
                               std::to_string(kLongestLine) + " are read");
    else if (!corpus::is_utf8(line) || line.find('\0') != std::string::npos)
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

/// What separates the columns of the header, quotes taken into account.
char separator_of(const std::string& text) {
  char best = ',';
  std::size_t most = 0;
  for (const char candidate : {',', '\t', ';', '|'}) {
    std::size_t count = 0;
    bool quoted = false;
    for (const char c : text) {
      if (!quoted && (c == '\n' || c == '\r')) break;
      if (c == '"') quoted = !quoted;
      else if (c == candidate && !quoted) ++count;
    }
    if (count > most) best = candidate;
    most = std::max(most, count);
  }
  return best;
}

Table table_of_csv(const std::string& text, Problems& problems) {
  const char separator = separator_of(text);
  auto records = records_of(text, separator, problems);
  Table table;
  table.semicolons = separator == ';';
  if (records.empty()) return table;
  const auto& names = records.front().fields;
  for (const auto& name : names)
    if (!name.empty() && !table.names.insert(name).second)
      problems.add(records.front().line, "the header names the column '" + name + "' twice");
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto line = records[i].line;
    auto fields = std::move(records[i].fields);  // gone after the row: lists may be long
    if (fields.size() != names.size()) {
      problems.add(line, "has " + std::to_string(fields.size()) + " fields, but the header has " +
                             std::to_string(names.size()));
      continue;
    }
    Row row{line, {}, {}};
    for (std::size_t k = 0; k < fields.size(); ++k)
      if (!fields[k].empty() && !names[k].empty()) row.fields[names[k]] = std::move(fields[k]);
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty() && records.size() == 1) problems.add(1, "has a header, but no clip");
  return table;
}

void add_row(Table& table, std::size_t line, const nlohmann::json& object) {
  for (const auto& [name, value] : object.items())
    if (name != "votes") table.names.insert(name);
  table.rows.push_back(row_of(object, line));
}

/// s3prl's lists of IEMOCAP: one object whose "meta_data" is an array of clips. Rows are numbered
/// as clips are. Nothing for anything else.
std::optional<Table> table_of_s3prl(const std::string& text, Problems& problems) {
  if (text.find("\"meta_data\"") == std::string::npos || too_deep(text)) return std::nullopt;
  const auto whole = nlohmann::json::parse(text, nullptr, false);
  const auto* clips = member_of(whole, "meta_data");
  if (clips == nullptr || !clips->is_array()) return std::nullopt;
  Table table;
  for (std::size_t i = 0; i < clips->size(); ++i) {
    if ((*clips)[i].is_object()) add_row(table, i + 1, (*clips)[i]);
    else problems.add(i + 1, "of \"meta_data\" is no object; expected path and label of a clip");
  }
  return table;
}

/// One object over several lines, as SpeechBrain writes its lists, instead of one a line.
void refuse_one_object(const std::string& text, const std::filesystem::path& file) {
  const auto begin = text.find('{'), end = text.find('\n', begin);
  if (end == std::string::npos || too_deep(text)) return;
  const auto line = text.begin() + static_cast<std::ptrdiff_t>(end);
  if (nlohmann::json::accept(text.begin(), line) || !nlohmann::json::accept(text)) return;
  throw std::runtime_error(
      file.string() +
      ": is one JSON object over several lines, as SpeechBrain writes its lists; expected JSON "
      "lines, one object a line: jq -c 'to_entries[] | {key: .key} + .value' FILE");
}

Table table_of_json(const std::string& text, Problems& problems) {
  Table table;
  std::istringstream in(text);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (too_deep(line)) {
      problems.add(number, "nests brackets more than " + std::to_string(kDeepestJson) +
                               " deep; expected one plain object a line");
      continue;
    }
    const auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) {
      const bool not_a_number =
          line.find(": NaN") != std::string::npos || line.find(":NaN") != std::string::npos;
      problems.add(number, not_a_number ? "holds NaN, which JSON does not have; write null, as "
                                          "pandas' to_json does"
                           : object.is_discarded()
                               ? "is not JSON; expected one object a line"
                               : "is JSON, but not an object; expected one object a line");
      continue;
    }
    add_row(table, number, object);
  }
  return table;
}

}  // namespace

Table read_table(const std::filesystem::path& file, Problems& problems) {
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
  if (text[first] != '{') return table_of_csv(text, problems);
  if (auto table = table_of_s3prl(text, problems)) return std::move(*table);
  refuse_one_object(text, file);
  return table_of_json(text, problems);
}

}  // namespace serhost::readers
