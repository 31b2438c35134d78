// A parser by descent over at most a line of text.
#include "testing/literal.hpp"

#include <stdexcept>

#include "base/text.hpp"

namespace serhost::testing {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Literal whole() {
    const auto literal = value("");
    blanks();
    if (at_ != text_.size()) fail("nothing more");
    return literal;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw std::invalid_argument("'" + std::string(text_) + "': expected " + expected +
                                " at position " + std::to_string(at_ + 1));
  }
  void blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Literal value(std::string_view stops) {
    blanks();
    if (take('[')) return list();
    if (take('{')) return table();
    if (take('"')) return quoted();
    const auto end =
        stops.empty() ? text_.size() : std::min(text_.size(), text_.find_first_of(stops, at_));
    Literal word;
    word.word = std::string(trim(text_.substr(at_, end - at_)));
    at_ = end;
    return word;
  }

  Literal quoted() {
    const auto end = text_.find('"', at_);
    if (end == std::string_view::npos) fail("a closing quote");
    Literal word;
    word.quoted = true;
    word.word = std::string(text_.substr(at_, end - at_));
    at_ = end + 1;
    return word;
  }

  Literal list() {
    Literal all;
    all.form = Literal::Form::list;
    while (!take(']')) {
      all.items.push_back(value(",]"));
      if (!take(',') && (at_ >= text_.size() || text_[at_] != ']')) fail("',' or ']'");
    }
    return all;
  }

  Literal table() {
    Literal all;
    all.form = Literal::Form::table;
    while (!take('}')) {
      const auto equals = text_.find('=', at_);
      if (equals == std::string_view::npos) fail("key=value or '}'");
      auto key = std::string(trim(text_.substr(at_, equals - at_)));
      at_ = equals + 1;
      all.entries.emplace_back(std::move(key), value(",}"));
      if (!take(',') && (at_ >= text_.size() || text_[at_] != '}')) fail("',' or '}'");
    }
    return all;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Literal parse_literal(std::string_view text) { return Parser(text).whole(); }

}  // namespace serhost::testing
