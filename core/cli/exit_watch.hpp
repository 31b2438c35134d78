// A plugin that ends the process must not make it look as if its work were done: whatever way it
// takes (exit, _exit, quick_exit, the system call), inside of a call into a plugin that is exit
// status 70, with a line that names it.
#pragma once

namespace serhost::cli {

/// Called once by main, before anything is loaded.
void watch_exits();

/// Main is about to return: from here on an exit is the program's own.
void exits_are_own();

}  // namespace serhost::cli
