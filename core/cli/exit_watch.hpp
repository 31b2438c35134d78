// A plugin that ends the process must not make it look as if its work were done: whatever way it
// takes (exit, _exit, quick_exit, the system call, another program in its place), inside of a call
// into a plugin that is exit status 70, with a line that names it. What a plugin forks may do all
// of it, and does not outlive the program; only a call that comes back there ends it
// (host/guard.hpp).
#pragma once

namespace serhost::cli {

/// Called once by main, before anything is loaded.
void watch_exits();

/// A part of it: finds the functions that replace the process. See replacement_watch.cpp.
void watch_replacements();

/// Main is about to return: from here on an exit is the program's own.
void exits_are_own();

}  // namespace serhost::cli
