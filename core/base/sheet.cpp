// One look at the first character of each field.
#include "base/sheet.hpp"

#include <string_view>

#include "base/csv.hpp"
#include "base/text.hpp"

namespace serhost {

std::string sheet_line(std::vector<std::string> fields) {
  for (auto& field : fields) {
    if (field.empty() || std::string_view("=@\t\r+-").find(field.front()) == std::string_view::npos)
      continue;
    const bool sign = field.front() == '+' || field.front() == '-';
    double number = 0.0;
    if (!sign || !read_number(std::string_view(field).substr(1), number)) field.insert(0, 1, '\'');
  }
  return csv_line(fields);
}

}  // namespace serhost
