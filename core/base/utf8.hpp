// UTF-8: one decoder, and foreign text made valid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace serhost {

struct Utf8Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0: the first byte is not the start of a valid sequence
};

/// The first character of a text that is not empty; overlong forms, surrogates and what lies above
/// U+10FFFF are not valid.
Utf8Character first_character(std::string_view text);

/// Calls `valid(code, its bytes)` or `invalid(byte)` along the text.
template <class Valid, class Invalid>
void walk_utf8(std::string_view text, Valid valid, Invalid invalid) {
  while (!text.empty()) {
    const auto character = first_character(text);
    if (character.bytes == 0) {
      invalid(static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
    } else {
      valid(character.code, text.substr(0, character.bytes));
      text.remove_prefix(character.bytes);
    }
  }
}

/// Characters that steer a terminal or turn the direction of writing (control characters of C0 and
/// C1, DEL, line and paragraph separators, marks, embeddings and overrides of direction): with them
/// a name can look like another, or write over what the program says.
bool steers(std::uint32_t code);

/// Whether any of them is in valid UTF-8.
bool holds_steering(std::string_view text);

/// The text as people may be shown it: each such character as "\u001b", bytes that are not UTF-8 as
/// "\xff", those of `kept` as they are.
std::string shown(std::string_view text, std::string_view kept = "");

/// The text, or where it has more than `most` bytes its beginning and its end, whole characters
/// both, and between them how many bytes are left out.
std::string without_middle(const std::string& text, std::size_t most);

/// The text with every byte that is not part of valid UTF-8 written as "\xff": two different names
/// stay different.
std::string valid_utf8(std::string_view text);

}  // namespace serhost
