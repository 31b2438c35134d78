// Regular expressions that users write. Matching takes time in proportion to the text, whatever the
// expression (RE2); what cannot be done so is refused with a sentence that says how to write it.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace serhost::pattern {

class Expression {
 public:
  /// Throws std::invalid_argument whose text goes on where the expression was named: "looks ahead
  /// ...".
  explicit Expression(std::string_view text);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  std::size_t groups() const;
  /// Of groups that have a name, "(?P<speaker>[0-9]+)": the name and the group's number, from 1.
  std::map<std::string, std::size_t> names() const;
  /// [any thread] The first match: all of it, then each group, "" for one that took no part. Empty
  /// where there is none.
  std::vector<std::string> search(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> compiled_;
};

}  // namespace serhost::pattern
