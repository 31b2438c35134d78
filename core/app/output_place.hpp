// Where a command writes its one result: never onto a file that is something else.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace serhost::app {

/// `endings` are those of what is written (".html"). Throws Error(cannot_create) where `file` is
/// there and has another ending, or is a file of a run's record: replacing it would lose the run.
/// Pipes and devices are written into (base/files.hpp). What was left of the file by a command that
/// was killed is removed.
void check_output(const std::filesystem::path& file,
                  std::initializer_list<std::string_view> endings);

/// A log is appended to what is there. Throws Error(cannot_create) where that is a file of a run or
/// a sweep, an experiment, data or weights, or a pipe that nobody reads.
void check_log(const std::filesystem::path& file);

}  // namespace serhost::app
