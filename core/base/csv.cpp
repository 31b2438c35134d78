// Finds where CSV records end, in one pass; base/text splits them.
#include "base/csv.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost {

CsvTable read_csv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvTable out;
  enum class In {
    start,
    plain,
    quoted,
    closed
  } in = In::start;  // of a field; closed: behind a quote that may be one of two
  std::size_t begin = 0, line = 1, first = 1, opened = 0;
  const auto end_record = [&](std::size_t end) {
    auto record = text.substr(begin, end - begin);
    if (record.ends_with('\r')) record.remove_suffix(1);
    if (!record.empty()) out.rows.push_back({first, csv_split(record)});
    begin = end + 1;
    first = line + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in == In::quoted) {
      if (c == '"') in = In::closed;
    } else if (c == '"' && in != In::plain) {
      if (in == In::start) opened = line;
      in = In::quoted;
    } else if (c == ',' || c == '\n') {
      in = In::start;
      if (c == '\n') end_record(i);
    } else {
      in = In::plain;
    }
    if (c == '\n') ++line;
  }
  if (in == In::quoted) out.open_quote = opened;
  end_record(text.size());
  return out;
}

std::vector<std::string_view> csv_records(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;  // a doubled quote turns it off and on again
    if (text[i] != '\n' || quoted) continue;
    auto record = text.substr(begin, i - begin);
    if (!record.empty() && record.back() == '\r') record.remove_suffix(1);
    out.push_back(record);
    begin = i + 1;
  }
  return out;
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    // csv_records counts every quote, csv_field quotes only where it must: a quote always makes it
    // quote.
    out += csv_field(valid_utf8(fields[i]));
  }
  return out + "\n";
}

}  // namespace serhost
