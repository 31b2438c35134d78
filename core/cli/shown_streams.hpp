// The one door for everything that the program says: what it writes to std::cout and std::cerr goes
// through it, and nothing in a foreign name moves the cursor, colors the terminal or turns the
// writing. Files are written elsewhere, exactly.
#pragma once

#include <iosfwd>
#include <mutex>
#include <streambuf>
#include <string>
#include <string_view>

namespace serhost::cli {

/// Hands on what is written, shown (base/utf8): only line ends and tabs stay what they are. A
/// character may come in several pieces.
class ShownBuffer final : public std::streambuf {
 public:
  explicit ShownBuffer(std::streambuf& to) : to_(to) {}
  std::streambuf& raw() { return to_; }

 protected:
  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  bool write(std::string_view text);
  bool hand_on(std::string_view text);

  std::streambuf& to_;
  std::mutex mutex_;
  std::string begun_;  ///< of a character whose end has not come yet
};

/// From here on, for good.
void show_what_is_written();

/// For the program's own colors and its line of progress: past the door, in the order of what was
/// written before. The text must hold no foreign name that was not shown already.
void write_raw(std::ostream& stream, std::string_view text);

}  // namespace serhost::cli
