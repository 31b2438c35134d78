// The text files of a Kaldi data folder: a name and what belongs to it on each line.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <serhost/readers/problems.hpp>
#include <string>
#include <vector>

namespace kaldi {

struct Entry {
  std::string value;
  std::size_t line = 0;
};
using Map = std::map<std::string, Entry>;

/// Names and the rest of their lines. A name that comes twice or has nothing behind it is a
/// problem.
Map read_map(const std::filesystem::path& file, serhost::readers::Problems& problems);

/// Why a line of wav.scp names no audio file: a command, or a place in an archive; nullopt where it
/// names one.
std::optional<std::string> why_no_file(const std::string& value);

struct Segment {
  std::string recording;
  double start = 0.0, end = 0.0;  ///< seconds; an end of -1 is the recording's
};

/// "RECORDING START END" of a line of `segments`; nullopt where it is none.
std::optional<Segment> segment_of(const std::string& value);

}  // namespace kaldi
