// One pass over the words; what must not be broken counts as one word.
#include "base/wrap.hpp"

#include <algorithm>
#include <vector>

namespace serhost {
namespace {

/// Words between blanks; blanks within `code` and within [a link] do not separate.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  bool code = false, link = false;
  for (const char c : text) {
    if (c == '`') code = !code;
    if (!code && c == '[') link = true;
    if (!code && c == ']') link = false;
    if ((c == ' ' || c == '\n') && !code && !link) {
      if (!word.empty()) out.push_back(std::move(word));
      word.clear();
    } else {
      word += c;
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

}  // namespace

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string wrap(std::string_view text, std::string_view first, std::string_view rest,
                 std::size_t width) {
  std::string out(first);
  auto used = characters_in(first);
  bool empty = true;  // the line holds no word yet
  for (const auto& word : words_of(text)) {
    const auto length = characters_in(word);
    if (!empty && used + 1 + length > width) {
      out.append("\n").append(rest);
      used = characters_in(rest);
      empty = true;
    }
    if (!empty) out += ' ', ++used;
    out += word;
    used += length;
    empty = false;
  }
  return out + "\n";
}

}  // namespace serhost
