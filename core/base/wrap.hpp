// Breaks prose into lines, for pages that the program writes and for texts on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace serhost {

/// `text` in lines of at most `width` characters, each with its line break. The first begins with
/// `first`, the others with `rest`. Breaks at blanks only, and not within `code` or [a link](x), so
/// that a longer word makes a longer line.
std::string wrap(std::string_view text, std::string_view first = "", std::string_view rest = "",
                 std::size_t width = 110);

/// Characters, not bytes, of UTF-8 text.
std::size_t characters_in(std::string_view text);

}  // namespace serhost
