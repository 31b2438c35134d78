// CSV: records, fields, numbers; and fields that are written must read back.
#include "base/csv.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "fuzz/input.hpp"

using serhost::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto record : serhost::csv_records(serhost::fuzz::text(data, size))) {
    auto fields = serhost::csv_split(record);
    for (auto& field : fields) {
      double real = 0.0;
      std::int64_t whole = 0;
      if (serhost::read_number(field, whole)) require(std::to_string(whole).size() <= field.size());
      serhost::read_number(field, real);
      field = serhost::valid_utf8(field);  // as csv_line does
    }
    const auto line = serhost::csv_line(fields);
    const auto again = serhost::csv_records(line);
    require(again.size() == 1 && serhost::csv_split(again.front()) == fields);
  }
  return 0;
}
