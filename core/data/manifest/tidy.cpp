// Normal forms by utf8proc; the rest of the rules are about numbers.
#include "data/manifest/tidy.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>

#include "base/utf8.hpp"

namespace serhost::data {
namespace {

bool is_blank(std::uint32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

/// Joiners (U+200C, U+200D) and marks of direction are part of words in some scripts.
bool is_nothing(std::uint32_t code) { return code == 0x200B || code == 0x2060 || code == 0xFEFF; }

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `text` in a form of utf8proc's, or as it is where it is not UTF-8.
std::string mapped(std::string_view text, int form) {
  utf8proc_uint8_t* raw = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &raw,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | form));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  if (length < 0) return std::string(text);
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)};
}

std::string trimmed(const std::string& text) {
  std::string out;
  std::size_t kept = 0;  // bytes up to the last character that is no blank
  walk_utf8(
      text,
      [&](std::uint32_t code, std::string_view bytes) {
        if (is_nothing(code) || (out.empty() && is_blank(code))) return;
        out += bytes;
        if (!is_blank(code)) kept = out.size();
      },
      [&](unsigned char byte) {
        out += static_cast<char>(byte);
        kept = out.size();
      });
  out.resize(kept);
  return out;
}

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// "f01.0" as "f1": zeros before a number, and a fraction of zeros at the end.
std::string plain_numbers(const std::string& text) {
  auto end = text.size();
  if (const auto dot = text.rfind('.'); dot != std::string::npos && dot > 0 &&
                                        is_digit(text[dot - 1]) && dot + 1 < text.size() &&
                                        text.find_first_not_of('0', dot + 1) == std::string::npos)
    end = dot;
  std::string out;
  for (std::size_t i = 0; i < end; ++i) {
    const bool fraction = i > 1 && text[i - 1] == '.' && is_digit(text[i - 2]);
    const bool begins = text[i] == '0' && !fraction && (i == 0 || !is_digit(text[i - 1]));
    if (begins) {
      while (i + 1 < end && text[i] == '0' && is_digit(text[i + 1])) ++i;
    }
    out += text[i];
  }
  return out;
}

}  // namespace

std::string nfc(std::string_view text) {
  return is_plain(text) ? std::string(text) : mapped(text, 0);
}

std::string tidy(std::string_view name) { return trimmed(nfc(name)); }

bool has_unseen(std::string_view name) {
  bool found = false;
  walk_utf8(
      name, [&](std::uint32_t code, std::string_view) { found |= is_nothing(code); },
      [](unsigned char) {});
  return found;
}

std::string folded(std::string_view name) {
  return plain_numbers(
      trimmed(mapped(name, UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)));
}

}  // namespace serhost::data
