// Properties of the output streams: width, color, whether they are a terminal.
#pragma once

#include <string>
#include <string_view>

namespace serhost::cli {

bool is_terminal(int descriptor);  ///< and TERM is not "dumb"
int terminal_width();              ///< COLUMNS, else the terminal's, else 100
bool wants_color(int descriptor);  ///< a terminal, and NO_COLOR is not set

/// Lines for people that may hold foreign names: nothing in them but line ends moves the cursor or
/// turns the writing.
std::string printable_lines(std::string_view text);

}  // namespace serhost::cli
