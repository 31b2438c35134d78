// A value as text: a word or quoted text, a list, or a table.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serhost::testing {

struct Literal {
  enum class Form { word, list, table };
  Form form = Form::word;
  bool quoted = false;
  std::string word;
  std::vector<Literal> items;
  std::vector<std::pair<std::string, Literal>> entries;
};

/// Throws std::invalid_argument where brackets or quotes do not close. A whole text without quotes
/// or brackets is one word, blanks included.
Literal parse_literal(std::string_view text);

}  // namespace serhost::testing
