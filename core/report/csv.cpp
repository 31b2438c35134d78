// CSV on top of base/text: records that span lines.
#include "report/csv.hpp"

#include <charconv>

#include "base/text.hpp"
#include "report/escape.hpp"

namespace serhost::report {
namespace {

template <class T>
bool read_whole(std::string_view field, T& value) {
  const auto end = field.data() + field.size();
  const auto result = std::from_chars(field.data(), end, value);
  return result.ec == std::errc() && result.ptr == end;
}

}  // namespace

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

bool read_number(std::string_view field, double& value) { return read_whole(field, value); }
bool read_number(std::string_view field, std::int64_t& value) { return read_whole(field, value); }

}  // namespace serhost::report
