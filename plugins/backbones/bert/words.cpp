// Unicode by utf8proc: categories, decomposition, lower case.
#include "words.hpp"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <utility>

namespace bert {
namespace {

using Point = utf8proc_int32_t;

/// What is no UTF-8 becomes U+FFFD, which is left out like it.
std::vector<Point> points_of(std::string_view text) {
  std::vector<Point> out;
  while (!text.empty()) {
    Point point = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &point);
    out.push_back(size > 0 ? point : 0xFFFD);
    text.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 1);
  }
  return out;
}

void append(std::string& out, Point point) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(point, bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

/// White_Space of Unicode.
bool is_space(Point c) {
  return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

/// Marks of Unicode 9 to 15 that Transformers' older tables do not know, and so takes for letters.
bool is_later(Point c) {
  static constexpr std::array<std::pair<Point, Point>, 28> kRanges = {
      {{0x61D, 0x61D},   {0x7FD, 0x7FD},   {0x890, 0x891},   {0x898, 0x89F},   {0x8CA, 0x8E2},
       {0x9FD, 0x9FE},   {0xA76, 0xA76},   {0xAFA, 0xAFF},   {0xB55, 0xB55},   {0xC04, 0xC04},
       {0xC3C, 0xC3C},   {0xC77, 0xC77},   {0xC84, 0xC84},   {0xD00, 0xD00},   {0xD3B, 0xD3C},
       {0xD81, 0xD81},   {0xEBA, 0xEBA},   {0x180F, 0x180F}, {0x1885, 0x1886}, {0x1ABF, 0x1ACE},
       {0x1B7D, 0x1B7E}, {0x1DF6, 0x1DFB}, {0x2E43, 0x2E4F}, {0x2E52, 0x2E5D}, {0xA82C, 0xA82C},
       {0xA8C5, 0xA8C5}, {0xA8FF, 0xA8FF}, {0xA9BD, 0xA9BD}}};
  for (const auto& [first, last] : kRanges) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

bool is_left_out(Point c) {
  if (c == '\t' || c == '\n' || c == '\r' || is_later(c)) return false;
  if (c == 0 || c == 0xFFFD) return true;
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_CO;
}

bool is_punctuation(Point c) {
  if (c < 128)
    return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
           (c >= 123 && c <= 126);
  if (c == 0x166D || is_later(c)) return c == 0x166D;  // a mark until Unicode 12
  const auto category = utf8proc_category(c);
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

/// Unified ideographs, not Kana or Hangul.
bool is_chinese(Point c) {
  static constexpr std::array<std::pair<Point, Point>, 8> kBlocks = {{{0x4E00, 0x9FFF},
                                                                      {0x3400, 0x4DBF},
                                                                      {0x20000, 0x2A6DF},
                                                                      {0x2A700, 0x2B73F},
                                                                      {0x2B740, 0x2B81F},
                                                                      {0x2B920, 0x2CEAF},
                                                                      {0xF900, 0xFAFF},
                                                                      {0x2F800, 0x2FA1F}}};
  for (const auto& [first, last] : kBlocks) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

/// Canonical decomposition without the marks that do not advance.
std::vector<Point> without_accents(const std::vector<Point>& points) {
  std::vector<Point> out;
  std::array<Point, 32> parts{};
  for (const auto point : points) {
    int boundary = 0;
    const auto count = utf8proc_decompose_char(
        point, parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &boundary);
    if (count < 1 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
      out.push_back(point);
      continue;
    }
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
      const auto part = parts[static_cast<std::size_t>(i)];
      if (utf8proc_category(part) != UTF8PROC_CATEGORY_MN || is_later(part)) out.push_back(part);
    }
  }
  return out;
}

std::vector<Point> in_lower_case(const std::vector<Point>& points) {
  std::vector<Point> out;
  for (const auto point : points) {
    if (point == 0x130) {  // the one letter whose lower case is two code points
      out.insert(out.end(), {'i', 0x307});
    } else {
      out.push_back(utf8proc_tolower(point));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> words(std::string_view text, const WordRules& rules) {
  std::vector<Point> points;
  for (const auto point : points_of(text)) {
    if (is_left_out(point)) continue;
    const bool apart = rules.split_chinese && is_chinese(point);
    if (apart) points.push_back(' ');
    points.push_back(point);
    if (apart) points.push_back(' ');
  }
  if (rules.strip_accents) points = without_accents(points);
  if (rules.lower_case) points = in_lower_case(points);
  std::vector<std::string> out;
  bool open = false;
  for (const auto point : points) {
    if (is_space(point)) {
      open = false;
      continue;
    }
    const bool mark = is_punctuation(point);
    if (mark || !open) out.emplace_back();
    append(out.back(), point);
    open = !mark;
  }
  return out;
}

std::size_t length_of(std::string_view word) { return points_of(word).size(); }

}  // namespace bert
