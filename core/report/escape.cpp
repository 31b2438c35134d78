// All of these walk along the characters of base/utf8.
#include "report/escape.hpp"

#include <cstdint>

#include "base/utf8.hpp"

namespace serhost::report {
namespace {

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

}  // namespace

std::string html(std::string_view text) {
  std::string out;
  const auto valid = valid_utf8(text);
  walk_utf8(
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
            out += steers(code) ? std::string_view("\xEF\xBF\xBD") : bytes;
        }
      },
      [](unsigned char) {});
  return out;
}

std::string printable(std::string_view text) { return shown(text); }

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  walk_utf8(
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
  walk_utf8(
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
