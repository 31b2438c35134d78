// The decoder follows table 3-7 of the Unicode standard.
#include "base/utf8.hpp"

#include <array>

namespace serhost {

Utf8Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t bytes = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < bytes) return {};
  std::uint32_t code = byte(0) & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, bytes};
}

bool steers(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool holds_steering(std::string_view text) {
  bool found = false;
  walk_utf8(
      text, [&](std::uint32_t code, std::string_view) { found = found || steers(code); },
      [](unsigned char) {});
  return found;
}

std::string shown(std::string_view text, std::string_view kept) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  walk_utf8(
      text,
      [&](std::uint32_t code, std::string_view bytes) {
        const bool as_it_is = !steers(code) || (code < 0x80 && kept.find(static_cast<char>(code)) !=
                                                                   std::string_view::npos);
        if (as_it_is) {
          out += bytes;
          return;
        }
        out += "\\u";  // four digits, which JSON reads back, too
        for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(code >> shift) & 15];
      },
      [&](unsigned char byte) {
        out += "\\x";
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
      });
  return out;
}

std::string without_middle(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto within = [&](std::size_t at) {  // a character
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  auto begin = most / 2, end = text.size() - most / 2;
  while (begin > 0 && within(begin)) --begin;
  while (within(end)) ++end;
  return text.substr(0, begin) + " ... (" + std::to_string(end - begin) + " bytes left out) ... " +
         text.substr(end);
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  walk_utf8(
      text, [&](std::uint32_t, std::string_view bytes) { out += bytes; },
      [&](unsigned char byte) {
        constexpr char kDigits[] = "0123456789abcdef";
        out += "\\x";
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
      });
  return out;
}

}  // namespace serhost
