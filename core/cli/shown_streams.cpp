// Holds back at most three bytes: the beginning of a character.
#include "cli/shown_streams.hpp"

#include <iostream>

#include "base/utf8.hpp"

namespace serhost::cli {
namespace {

/// How many bytes at the end begin a character that is not complete.
std::size_t begun_at_end(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
    return back < wanted && byte <= 0xF4 ? back : 0;
  }
  return 0;
}

}  // namespace

bool ShownBuffer::hand_on(std::string_view text) {
  const auto clean = shown(text, "\n\t");
  const auto size = static_cast<std::streamsize>(clean.size());
  return to_.sputn(clean.data(), size) == size;
}

bool ShownBuffer::write(std::string_view text) {
  const std::lock_guard lock(mutex_);
  begun_ += text;
  const auto whole = begun_.size() - begun_at_end(begun_);
  const bool done = hand_on(std::string_view(begun_).substr(0, whole));
  begun_.erase(0, whole);
  return done;
}

ShownBuffer::int_type ShownBuffer::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof()))
    return traits_type::not_eof(character);
  const char c = traits_type::to_char_type(character);
  return write({&c, 1}) ? character : traits_type::eof();
}

std::streamsize ShownBuffer::xsputn(const char* text, std::streamsize size) {
  return write({text, static_cast<std::size_t>(size)}) ? size : 0;
}

int ShownBuffer::sync() { return to_.pubsync(); }

void show_what_is_written() {
  // Never destroyed: std::cout is flushed when everything else is gone.
  std::cout.rdbuf(new ShownBuffer(*std::cout.rdbuf()));
  std::cerr.rdbuf(new ShownBuffer(*std::cerr.rdbuf()));
}

void write_raw(std::ostream& stream, std::string_view text) {
  auto* const door = dynamic_cast<ShownBuffer*>(stream.rdbuf());
  const auto size = static_cast<std::streamsize>(text.size());
  if (door == nullptr) stream.write(text.data(), size);
  else if (door->raw().sputn(text.data(), size) != size) stream.setstate(std::ios::badbit);
}

}  // namespace serhost::cli
