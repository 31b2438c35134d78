// Normal forms by utf8proc; the rest of the rules are about numbers.
#include "data/manifest/tidy.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
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

/// Small letters of Cyrillic and Greek that look like a Latin one, or whose capital does.
char latin_lookalike(std::uint32_t code) {
  static const std::map<std::uint32_t, char> letters = [] {
    std::map<std::uint32_t, char> out;
    const auto add = [&out](std::u32string_view others, std::string_view latin) {
      for (std::size_t i = 0; i < latin.size(); ++i) out[others[i]] = latin[i];
    };
    add(U"\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445",
        "abekmhopctyx");
    add(U"\u0455\u0456\u0458\u04bb\u051b\u051d", "sijhqw");
    add(U"\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
        "abezhikmnoptyx");
    return out;
  }();
  const auto found = letters.find(code);
  return found == letters.end() ? '\0' : found->second;
}

std::string in_latin(const std::string& text) {
  if (is_plain(text)) return text;
  std::string out;
  walk_utf8(
      text,
      [&](std::uint32_t code, std::string_view bytes) {
        const char latin = latin_lookalike(code);
        latin == '\0' ? out.append(bytes) : out.append(1, latin);
      },
      [&](unsigned char byte) { out += static_cast<char>(byte); });
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
      trimmed(in_latin(mapped(name, UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE))));
}

}  // namespace serhost::data
