// What the streams are connected to: width, color, whether somebody watches.
#pragma once

namespace serhost::cli {

bool is_terminal(int descriptor);   ///< and TERM is not "dumb"
int terminal_width();               ///< COLUMNS, else the terminal's, else 100
bool wants_color(int descriptor);   ///< a terminal, and NO_COLOR is not set

}  // namespace serhost::cli
