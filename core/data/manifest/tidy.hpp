// Names as people mean them: labels and speakers that look the same are the same.
#pragma once

#include <string>
#include <string_view>

namespace serhost::data {

/// In Unicode's form NFC, as macOS and Linux do not write names by themselves. Text that is not
/// UTF-8 is left as it is.
std::string nfc(std::string_view text);

/// In that form, without blanks at either end and without characters of no width (U+200B,
/// U+2060, U+FEFF).
std::string tidy(std::string_view name);

/// Whether it holds a character of no width.
bool has_unseen(std::string_view name);

/// What names have in common that may be one: case, leading zeros, ".0", compatible characters
/// (full width), characters that nobody sees, and Cyrillic and Greek letters that look like Latin
/// ones are left out. "F01.0" and "f1" are both "f1".
std::string folded(std::string_view name);

}  // namespace serhost::data
