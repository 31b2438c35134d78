// Foreign text made safe for where it goes: CSV and JSON (UTF-8), HTML, a terminal. Names of clips
// and classes are never trusted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace serhost::report {

/// Valid UTF-8 with & < > " ' as entities, and what HTML forbids or would turn the writing
/// (base/utf8, steers) as U+FFFD.
/// For text and for quoted attributes.
std::string html(std::string_view text);

/// One line in which nothing moves a terminal's cursor or turns the writing (base/utf8, shown).
std::string printable(std::string_view text);

/// Columns that valid UTF-8 takes on a terminal: 2 for East Asian wide characters, 0 for combining
/// marks.
std::size_t columns(std::string_view text);

/// `text` in at most `width` columns, the end replaced by "…" where it is longer.
std::string clipped(std::string_view text, std::size_t width);

/// `text` filled up with blanks to `width` columns.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

}  // namespace serhost::report
