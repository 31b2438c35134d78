// Every read is checked against what is left; a count is never trusted for an allocation.
#include "weights/pickle_stream.hpp"

#include <bit>
#include <charconv>
#include <stdexcept>

namespace serhost::weights {

void PickleStream::fail(const std::string& what) const {
  throw std::runtime_error("byte " + std::to_string(begin_ + opcode_) + " of the pickle: " + what);
}

std::string_view PickleStream::take(std::uint64_t count) {
  if (count > bytes_.size() - at_) {
    fail(std::to_string(count) + " bytes are expected, but " + std::to_string(bytes_.size() - at_) +
         " are left; is the file cut short?");
  }
  const auto out = bytes_.substr(at_, count);
  at_ += count;
  return out;
}

std::uint64_t PickleStream::number(int bytes) {
  const auto part = take(static_cast<std::uint64_t>(bytes));
  std::uint64_t out = 0;
  for (int i = bytes - 1; i >= 0; --i)
    out = out << 8 | static_cast<unsigned char>(part[static_cast<std::size_t>(i)]);
  return out;
}

double PickleStream::big_endian_real() {
  std::uint64_t bits = 0;
  for (const char c : take(8)) bits = bits << 8 | static_cast<unsigned char>(c);
  return std::bit_cast<double>(bits);
}

std::string_view PickleStream::line() {
  const auto end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) fail("a line has no end; is the file cut short?");
  const auto out = bytes_.substr(at_, end - at_);
  at_ = end + 1;
  return out;
}

std::int64_t PickleStream::decimal(std::string_view text) const {
  std::int64_t out = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (fault != std::errc() || end != text.data() + text.size()) fail("a whole number is expected");
  return out;
}

double PickleStream::decimal_real(std::string_view text) const {
  double out = 0.0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (fault != std::errc() || end != text.data() + text.size()) fail("a number is expected");
  return out;
}

std::string unquoted(std::string_view quoted, const PickleStream& stream) {
  if (quoted.size() < 2 || quoted.front() != quoted.back() ||
      (quoted.front() != '\'' && quoted.front() != '"'))
    stream.fail("a quoted text is expected");
  const auto text = quoted.substr(1, quoted.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) stream.fail("an escape has no end");
    const char c = text[i];
    if (c == 'n') out += '\n';
    else if (c == 't') out += '\t';
    else if (c == 'r') out += '\r';
    else if (c == '\\' || c == '\'' || c == '"') out += c;
    else if (c == 'x' && i + 2 < text.size()) {
      unsigned value = 0;
      const auto* first = text.data() + i + 1;
      if (std::from_chars(first, first + 2, value, 16).ptr != first + 2)
        stream.fail("an escape is not hexadecimal");
      out += static_cast<char>(value);
      i += 2;
    } else {
      stream.fail("an escape is not known");
    }
  }
  return out;
}

std::string latin1(std::string_view utf8, const PickleStream& stream) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    if (c < 0x80) {
      out += utf8[i];
    } else if ((c == 0xc2 || c == 0xc3) && i + 1 < utf8.size() &&
               (static_cast<unsigned char>(utf8[i + 1]) & 0xc0) == 0x80) {
      out += static_cast<char>((c & 3) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
    } else {
      stream.fail("bytes written as text are not Latin-1");
    }
  }
  return out;
}

}  // namespace serhost::weights
