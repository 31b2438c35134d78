// What everybody who starts another program needs: its words, its end, and whether it is there.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace serhost {

/// For execv and posix_spawn: ends with nullptr, valid as long as `arguments`. Make it before a
/// fork, since a child may not allocate.
std::vector<char*> words_of(const std::vector<std::string>& arguments);

/// Of what waitpid gave: the exit status, 128 + N where signal N ended it.
int exit_status_of(int state);

/// Waits for the end, however often signals interrupt it; the state that waitpid gave.
int wait_for_end(pid_t child);

/// Whether a program of this name is on PATH.
bool on_path(const std::string& program);

}  // namespace serhost
