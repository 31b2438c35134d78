// Checks text in two passes: over the bytes, and over brackets and dots outside strings and
// comments.
#include "config/text_check.hpp"

#include "base/error.hpp"
#include "config/toml.hpp"

namespace serhost::config {
namespace {

struct Cursor {
  std::string_view text;
  const std::string& name;
  std::size_t at = 0;
  int line = 1, column = 1;

  [[noreturn]] void fail(const std::string& message) const {
    throw ConfigError(Place{name, line, column}.text() + ": " + message);
  }
  bool done() const { return at >= text.size(); }
  bool sees(std::string_view wanted) const { return text.substr(at, wanted.size()) == wanted; }
  void step(std::size_t bytes = 1) {
    for (; bytes > 0 && !done(); --bytes, ++at) {
      if (text[at] == '\n') {
        ++line;
        column = 1;
      } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
        ++column;
      }
    }
  }
};

void check_bytes(Cursor cursor) {
  while (!cursor.done()) {
    if (cursor.text[cursor.at] == '\0') cursor.fail("a zero byte; this is not a text file");
    const auto length = utf8_length(cursor.text, cursor.at);
    if (length == 0) cursor.fail("a byte that is not UTF-8; save the file as UTF-8");
    cursor.step(length);
  }
}

// Passes over a string that begins here. An unclosed one ends with its line (or the text): the
// parser tells that.
void skip_string(Cursor& cursor) {
  const char quote = cursor.text[cursor.at];
  const std::string three(3, quote);
  const bool multiline = cursor.sees(three);
  cursor.step(multiline ? 3 : 1);
  while (!cursor.done()) {
    if (multiline ? cursor.sees(three) : cursor.text[cursor.at] == quote) {
      cursor.step(multiline ? 3 : 1);
      while (multiline && !cursor.done() && cursor.text[cursor.at] == quote)
        cursor.step();  // up to two quotes may precede the end
      return;
    }
    if (!multiline && cursor.text[cursor.at] == '\n') return;
    cursor.step(quote == '"' && cursor.text[cursor.at] == '\\' ? 2 : 1);
  }
}

void check_nesting(Cursor cursor) {
  int brackets = 0, dots = 0;
  while (!cursor.done()) {
    const char c = cursor.text[cursor.at];
    if (c == '"' || c == '\'') {
      skip_string(cursor);
      continue;
    }
    if (c == '#') {
      while (!cursor.done() && cursor.text[cursor.at] != '\n') cursor.step();
      continue;
    }
    if (c == '[' || c == '{') ++brackets;
    if ((c == ']' || c == '}') && brackets > 0) --brackets;
    if (c == '.') ++dots;
    else if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') dots = 0;
    if (brackets > kDeepestNesting || dots > kDeepestNesting) {
      cursor.fail("nested more than " + std::to_string(kDeepestNesting) + " deep");
    }
    cursor.step();
  }
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    return follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && follows(2) ? 3
                                                                                              : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    return follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && follows(2) &&
                   follows(3)
               ? 4
               : 0;
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void check_text(std::string_view text, const std::string& name) {
  if (text.size() > kLargestDocument) {
    throw ConfigError(name + ": " + std::to_string(text.size()) + " bytes, but at most " +
                      std::to_string(kLargestDocument) + " are read");
  }
  const Cursor cursor{text, name};
  check_bytes(cursor);
  check_nesting(cursor);
}

}  // namespace serhost::config
