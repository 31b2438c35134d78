// Ends that a plugin makes by the processor's own instruction, past every function of the C library
// that could be watched: the kernel is asked to stop the system calls exit, exit_group and exec
// where they come from the code of a plugin. By a seccomp filter, see seccomp(2); a program that is
// started later has its code elsewhere, and ends as it likes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace serhost::host {

/// Where the code of a library lies in this process, [begin, end).
struct CodeRange {
  std::uintptr_t begin = 0, end = 0;
  bool operator==(const CodeRange&) const = default;
};

/// [any thread] The code of all libraries that are mapped now.
std::vector<CodeRange> mapped_code();

/// [main] The process is the program's own: from now on trap_exits does what it says. A library of
/// serhost within another program asks the kernel for nothing, since a filter stays for good, and
/// for all that is started from there.
void trap_exits_from_now_on();

/// What of it is new since `before` belongs to the plugin `file` or to what it needs: from now on,
/// and in all threads, such a system call from there ends the process with 70 and a line that names
/// the plugin. Does nothing where the system has no seccomp filters. Not thread-safe.
void trap_exits(const std::filesystem::path& file, const std::vector<CodeRange>& before);

/// This process, and none that it forks, is the one whose end matters, until this is called in one
/// of those. Before the first call every process is.
void process_is_own() noexcept;

/// [signal handlers] A plugin has forked this process off the host's: it may end, or become another
/// program, as it likes.
bool is_forked_by_plugin() noexcept;

/// As refuse_exit_in_call (host/guard.hpp), and also where the code at `address`, which ends the
/// process, is a plugin's: a thread that it started is in no call.
void refuse_exit_of_plugin(const void* address, const char* how) noexcept;

/// The same of code that would make this process another program (exec), whose end nobody would
/// know from the run's.
void refuse_replacement(const void* address, const char* how) noexcept;

/// [signal handlers] The file of the plugin, or of what it needs, whose code `address` lies in;
/// null: of none.
const char* plugin_at(const void* address) noexcept;

}  // namespace serhost::host
