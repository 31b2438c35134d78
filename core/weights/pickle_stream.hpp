// The operands of pickle's opcodes, each read within bounds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace serhost::weights {

class PickleStream {
 public:
  PickleStream(std::string_view bytes, std::uint64_t begin) : bytes_(bytes), begin_(begin) {}

  std::uint64_t at() const { return at_; }
  /// std::runtime_error that names the byte at which the current opcode stands.
  [[noreturn]] void fail(const std::string& what) const;
  void mark_opcode() { opcode_ = at_; }

  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).front()); }
  std::string_view take(std::uint64_t count);
  std::uint64_t number(int bytes);  ///< little-endian, unsigned
  double big_endian_real();
  std::string_view line();  ///< without its end
  std::int64_t decimal(std::string_view text) const;
  double decimal_real(std::string_view text) const;

 private:
  std::string_view bytes_;
  std::uint64_t begin_ = 0, at_ = 0, opcode_ = 0;
};

/// The text within quotes, with Python's escapes undone, as protocol 0 writes it. Throws by
/// `stream`.
std::string unquoted(std::string_view quoted, const PickleStream& stream);

/// UTF-8 to the bytes of Latin-1; what is not Latin-1 fails by `stream`.
std::string latin1(std::string_view utf8, const PickleStream& stream);

}  // namespace serhost::weights
