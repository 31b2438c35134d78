// CSV: records, fields, numbers; and fields that are written must read back.
#include "base/text.hpp"
#include "fuzz/input.hpp"
#include "report/csv.hpp"
#include "report/escape.hpp"

using serhost::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto record : serhost::report::csv_records(serhost::fuzz::text(data, size))) {
    auto fields = serhost::csv_split(record);
    for (auto& field : fields) {
      double real = 0.0;
      std::int64_t whole = 0;
      if (serhost::report::read_number(field, whole))
        require(std::to_string(whole).size() <= field.size());
      serhost::report::read_number(field, real);
      field = serhost::report::valid_utf8(field);  // as csv_line does
    }
    const auto line = serhost::report::csv_line(fields);
    const auto again = serhost::report::csv_records(line);
    require(again.size() == 1 && serhost::csv_split(again.front()) == fields);
  }
  return 0;
}
