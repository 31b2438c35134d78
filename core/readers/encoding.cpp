// UTF-16 is what Excel calls "Unicode text". Its mark, FF FE, becomes C3 BF C3 BE where a program
// takes it for two letters.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <serhost/corpus.hpp>
#include <serhost/readers/text.hpp>
#include <sstream>
#include <stdexcept>

namespace serhost::readers {
namespace {

constexpr std::size_t kTriedBytes = 64;  // bytes that say which encoding it is

struct Encoding {
  bool utf16 = false, big_endian = false;
  std::size_t mark = 0;  ///< bytes of the mark
};

/// Whether every other byte is zero, as in UTF-16 of plain letters; `odd`: which.
bool zeros_at(const std::string& bytes, std::size_t from, std::size_t odd) {
  const auto end = std::min(bytes.size(), from + kTriedBytes) & ~std::size_t{1};
  std::size_t zeros = 0, count = 0;
  for (auto i = from; i + 1 < end; i += 2, ++count) {
    zeros += bytes[i + odd] == '\0' ? 1 : 0;
    if (bytes[i + 1 - odd] == '\0') return false;
  }
  return count > 1 && 2 * zeros > count;
}

Encoding encoding_of(const std::string& bytes) {
  using namespace std::string_literals;
  const auto begins = [&](const std::string& mark) { return bytes.starts_with(mark); };
  if (begins("\xEF\xBB\xBF"s)) return {false, false, 3};
  if (begins("\xC3\xBF\xC3\xBE"s) && zeros_at(bytes, 4, 1)) return {true, false, 4};
  if (begins("\xC3\xBE\xC3\xBF"s) && zeros_at(bytes, 4, 0)) return {true, true, 4};
  if (begins("\xFF\xFE"s)) return {true, false, 2};
  if (begins("\xFE\xFF"s)) return {true, true, 2};
  if (zeros_at(bytes, 0, 1)) return {true, false, 0};
  if (zeros_at(bytes, 0, 0)) return {true, true, 0};
  return {};
}

void append(std::string& out, std::uint32_t code) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string from_utf16(const std::string& bytes, const Encoding& encoding,
                       const std::string& file) {
  const auto damaged = [&](std::size_t at) {
    return std::runtime_error(file + ": is UTF-16 text that is damaged at byte " +
                              std::to_string(at) + "; save the file as UTF-8");
  };
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return encoding.big_endian ? static_cast<std::uint32_t>(first << 8 | second)
                               : static_cast<std::uint32_t>(second << 8 | first);
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (auto at = encoding.mark; at < bytes.size(); at += 2) {
    if (at + 1 >= bytes.size()) throw damaged(at);
    auto code = unit(at);
    if (code >= 0xDC00 && code < 0xE000) throw damaged(at);
    if (code >= 0xD800 && code < 0xDC00) {
      const auto next = at + 3 < bytes.size() ? unit(at + 2) : 0;
      if (next < 0xDC00 || next >= 0xE000) throw damaged(at);
      code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
      at += 2;
    }
    append(out, code);
  }
  return out;
}

}  // namespace

std::string as_utf8(std::string bytes, const std::string& file) {
  const auto encoding = encoding_of(bytes);
  if (encoding.utf16) return from_utf16(bytes, encoding, file);
  bytes.erase(0, encoding.mark);
  return bytes;
}

std::string text_of(const std::filesystem::path& file, const std::string& what) {
  std::error_code ignored;
  const bool there =
      std::filesystem::is_regular_file(file, ignored);  // a pipe or a device would never end
  std::ifstream in(there ? file : std::filesystem::path(), std::ios::binary);
  if (!in) throw std::runtime_error(file.string() + ": cannot be read; expected " + what);
  std::ostringstream out;
  out << in.rdbuf();
  return as_utf8(std::move(out).str(), file.string());
}

std::string latin1_as_utf8(std::string_view text) {
  if (corpus::is_utf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) append(out, static_cast<unsigned char>(c));
  return out;
}

std::vector<Line> lines_of(const std::filesystem::path& file, const std::string& what) {
  const auto text = text_of(file, what);
  std::vector<Line> out;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = std::string_view(text).substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos)
      out.push_back({number, latin1_as_utf8(line)});
    at = end + 1;
  }
  return out;
}

std::vector<std::string> words_of(std::string_view line, std::size_t most) {
  constexpr const char* kBlanks = " \t\r";
  std::vector<std::string> out;
  for (auto at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const bool last = out.size() + 1 == most;
    auto end = last ? line.find_last_not_of(kBlanks) + 1 : line.find_first_of(kBlanks, at);
    if (end == std::string_view::npos) end = line.size();
    out.emplace_back(line.substr(at, end - at));
    at = last ? std::string_view::npos : line.find_first_not_of(kBlanks, end);
  }
  return out;
}

}  // namespace serhost::readers
