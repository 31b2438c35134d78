// One UTF-8 decoder serves all of these.
#include "report/escape.hpp"

#include <array>
#include <cstdint>
#include <iterator>

namespace serhost::report {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  // 0: the first byte is not the start of a valid sequence
};

/// The first character; refuses overlong forms, surrogates and what lies above U+10FFFF.
Character first(std::string_view text) {
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

bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

std::size_t width_of(std::uint32_t code) {
  struct Range {
    std::uint32_t low, high;
  };
  static constexpr Range kWide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                    {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                    {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
  static constexpr Range kNone[] = {
      {0x300, 0x36F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0xFE00, 0xFE0F}};
  for (const auto& range : kNone) {
    if (code >= range.low && code <= range.high) return 0;
  }
  for (const auto& range : kWide) {
    if (code >= range.low && code <= range.high) return 2;
  }
  return 1;
}

/// Calls `valid(code, its bytes)` or `invalid(byte)` along the text.
template <class Valid, class Invalid>
void walk(std::string_view text, Valid valid, Invalid invalid) {
  while (!text.empty()) {
    const auto character = first(text);
    if (character.bytes == 0) {
      invalid(static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
    } else {
      valid(character.code, text.substr(0, character.bytes));
      text.remove_prefix(character.bytes);
    }
  }
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  walk(
      text, [&](std::uint32_t, std::string_view bytes) { out += bytes; },
      [&](unsigned char byte) {
        constexpr char kDigits[] = "0123456789abcdef";
        out += "\\x";
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
      });
  return out;
}

std::string html(std::string_view text) {
  std::string out;
  const auto valid = valid_utf8(text);
  walk(
      valid,
      [&](std::uint32_t code, std::string_view bytes) {
        switch (code) {
          case '&':
            out += "&amp;";
            break;
          case '<':
            out += "&lt;";
            break;
          case '>':
            out += "&gt;";
            break;
          case '"':
            out += "&quot;";
            break;
          case '\'':
            out += "&#39;";
            break;
          case '\n':
          case '\t':
            out += bytes;
            break;
          default:
            out += is_control(code) ? std::string_view("\xEF\xBF\xBD") : bytes;
        }
      },
      [](unsigned char) {});
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  const auto valid = valid_utf8(text);
  // Marks that turn the direction of writing can make a name look like another; they go as well.
  const auto turns = [](std::uint32_t code) {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  };
  walk(
      valid,
      [&](std::uint32_t code, std::string_view bytes) {
        out += is_control(code) || turns(code) ? "?" : bytes;
      },
      [](unsigned char) {});
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  walk(
      text, [&](std::uint32_t code, std::string_view) { sum += width_of(code); },
      [&](unsigned char) { ++sum; });
  return sum;
}

std::string clipped(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::string out;
  std::size_t used = 0;
  bool full = false;
  walk(
      text,
      [&](std::uint32_t code, std::string_view bytes) {
        full = full || used + width_of(code) > width - 1;
        if (full) return;
        out += bytes;
        used += width_of(code);
      },
      [](unsigned char) {});
  return out + "…";
}

std::string left(std::string_view text, std::size_t width) {
  const auto used = columns(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const auto used = columns(text);
  return std::string(used < width ? width - used : 0, ' ') + std::string(text);
}

}  // namespace serhost::report
